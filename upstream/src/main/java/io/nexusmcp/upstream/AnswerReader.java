package io.nexusmcp.upstream;

import io.nexusmcp.core.AnswerBudget;
import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.MessageDecoder;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.sse.SseEvent;
import io.nexusmcp.protocol.sse.SseReader;
import io.nexusmcp.protocol.sse.SseTooLarge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpStatus;

/**
 * Finds the answer to one request in what a server sent: a JSON body or a stream of events, of bounded size, complete,
 * and with the request's own id. Anything else is a failure, and nothing of it reaches the caller.
 */
final class AnswerReader {
    /** Announced lengths up to this are believed; for more, memory is taken as the bytes come. */
    private static final int TRUSTED_LENGTH = 1 << 16;

    private final UpstreamLimits limits;
    private final RequestId id;
    private final long number;
    private final Exchange exchange;
    private final ServerRequests questions;
    private final Deadline deadline;
    private Optional<String> lastEventId = Optional.empty();
    private Optional<Duration> retry = Optional.empty();
    private boolean isCut;
    private long streamed;
    private int streams;

    /** @param questions deals with the server's own requests */
    AnswerReader(UpstreamLimits limits, long id, Exchange exchange, ServerRequests questions, Deadline deadline) {
        this.limits = limits;
        this.number = id;
        this.id = RequestId.of(id);
        this.exchange = exchange;
        this.questions = questions;
        this.deadline = deadline;
    }

    /** While it is read, the answer takes its part of what all messages may hold. */
    HttpAnswer read(ClassicHttpResponse response) throws IOException {
        try (var part = AnswerBudget.OF_THIS_PROCESS.open()) {
            return read(response, part);
        }
    }

    private HttpAnswer read(ClassicHttpResponse response, AnswerBudget.Part part) throws IOException {
        int status = response.getCode();
        var body = response.getEntity();
        if (body == null || isWithoutAnswer(status)) {
            throw new UpstreamException.HttpStatus(status);
        }
        refuseEncoding(body);
        boolean isSuccess = status / 100 == 2;
        var session = Optional.ofNullable(response.getFirstHeader(HttpTransport.SESSION))
                .map(header -> header.getValue());
        var type = MediaType.of(body.getContentType());
        var message = isSuccess ? success(type, body, part) : error(type, body, part, status);
        return new HttpAnswer(status, message, session, type == MediaType.EVENT_STREAM);
    }

    /** Accepted without an answer, or a refusal of the hub itself, which is never the caller's to see. */
    private static boolean isWithoutAnswer(int status) {
        return status == 202 || status == 204 || status == 401 || status == 403 || status == 407;
    }

    private Message success(MediaType type, HttpEntity body, AnswerBudget.Part part) throws IOException {
        return switch (type) {
            case JSON -> json(body, part);
            case EVENT_STREAM -> stream(new CountedStream(body.getContent(), part));
            case OTHER -> throw new UpstreamException.Malformed("the server answered with an unknown media type");
        };
    }

    static void refuseEncoding(HttpEntity body) {
        var encoding = body.getContentEncoding();
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new UpstreamException.Malformed("the server compressed its answer, which was not asked for");
        }
    }

    private Message json(HttpEntity body, AnswerBudget.Part part) throws IOException {
        try {
            return only(MessageDecoder.decode(bytes(body, limits, part), limits.json()));
        } catch (ProtocolException problem) {
            throw new UpstreamException.Malformed("the server's answer: " + problem.getMessage());
        }
    }

    /** An error status counts as an answer only when its body is a JSON-RPC error. */
    private Message error(MediaType type, HttpEntity body, AnswerBudget.Part part, int status) throws IOException {
        if (type != MediaType.JSON) {
            throw new UpstreamException.HttpStatus(status);
        }
        try {
            var message = MessageDecoder.decode(bytes(body, limits, part), limits.json());
            if (message instanceof Message.Failure failure
                    && failure.id().map(id::equals).orElse(true)) {
                return failure;
            }
        } catch (ProtocolException _) {
            // the status says it
        }
        throw new UpstreamException.HttpStatus(status);
    }

    /** A whole body within the bounds of one answer. */
    static byte[] bytes(HttpEntity body, UpstreamLimits limits, AnswerBudget.Part part) throws IOException {
        int max = limits.sizes().maxResponseBytes();
        long length = body.getContentLength();
        if (length > max) {
            throw new BodyTooLarge();
        }
        var in = new CountedStream(body.getContent(), part);
        if (length >= 0 && length <= TRUSTED_LENGTH) {
            var bytes = new byte[(int) length];
            in.readNBytes(bytes, 0, bytes.length);
            // the connection is given back at the end of the body, which has to be seen
            if (in.read() >= 0) {
                throw new BodyTooLarge();
            }
            return bytes;
        }
        var out = new ByteArrayOutputStream();
        var chunk = new byte[8_192];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            if (out.size() + read > max) {
                throw new BodyTooLarge();
            }
            out.write(chunk, 0, read);
        }
        return out.toByteArray();
    }

    private Message only(Message message) {
        if (message instanceof Message.Batch(List<Message> messages)) {
            var answers = messages.stream().filter(this::isAnswer).toList();
            if (answers.size() == 1) {
                return answers.getFirst();
            }
        } else if (isAnswer(message)) {
            return message;
        }
        throw new UpstreamException.Malformed("the server answered another request than the one sent");
    }

    private boolean isAnswer(Message message) {
        return switch (message) {
            case Message.Result result -> result.id().equals(id);
            case Message.Failure failure -> failure.id().map(id::equals).orElse(true);
            case Message.Request _, Message.Notification _, Message.Batch _ -> false;
        };
    }

    /** The rest of a stream that broke off, where the server sends it. */
    HttpAnswer readOn(ClassicHttpResponse response) throws IOException {
        var body = response.getEntity();
        if (response.getCode() != HttpStatus.SC_OK
                || body == null
                || MediaType.of(body.getContentType()) != MediaType.EVENT_STREAM) {
            throw new UpstreamException.HttpStatus(response.getCode());
        }
        return read(response);
    }

    /** The place from which the server can send the rest of what broke off; empty where it gave none. */
    Optional<String> resumesAfter() {
        return isCut ? lastEventId : Optional.empty();
    }

    /** How many streams it was read from so far. */
    int streams() {
        return streams;
    }

    /** How long the server asks to wait before that. */
    Optional<Duration> retry() {
        return retry;
    }

    private Message stream(InputStream content) throws IOException {
        streams++;
        int maxBytes = limits.sizes().maxEventBytes();
        var events = new SseReader(content, maxBytes, maxBytes);
        for (var next = next(events); next.isPresent(); next = next(events)) {
            var event = next.get();
            streamed += event.data().length;
            if (streamed > limits.sizes().maxResponseBytes()) {
                throw new BodyTooLarge();
            }
            if (deadline.isOver()) {
                throw new UpstreamException.Overdue();
            }
            var answer = event.isMessage() ? take(event.data()) : Optional.<Message>empty();
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        isCut = true;
        throw new UpstreamException.Malformed("the server's stream ended without an answer");
    }

    private Optional<SseEvent> next(SseReader events) throws IOException {
        isCut = true;
        try {
            var event = events.next();
            isCut = false;
            return event;
        } catch (SseTooLarge | BodyTooLarge tooLarge) {
            isCut = false;
            throw tooLarge;
        } finally {
            lastEventId = events.lastEventId().or(() -> lastEventId);
            retry = events.retry().or(() -> retry);
        }
    }

    private Optional<Message> take(byte[] data) {
        try {
            return take(MessageDecoder.decode(data, limits.json()));
        } catch (ProtocolException problem) {
            throw new UpstreamException.Malformed("the server's event: " + problem.getMessage());
        }
    }

    private Optional<Message> take(Message message) {
        switch (message) {
            case Message.Result _, Message.Failure _ -> {
                return Optional.of(only(message));
            }
            case Message.Batch batch -> {
                return batch.messages().stream()
                        .map(this::take)
                        .flatMap(Optional::stream)
                        .findFirst();
            }
            case Message.Request question -> questions.asked(question);
            case Message.Notification note
            when note.method().equals("notifications/cancelled") -> questions.cancelled(note.params());
            case Message.Notification note
            when note.method().equals("notifications/progress") -> {
                if (Stamp.isTokenOf(note.params(), number)) {
                    exchange.progress(note.params());
                }
            }
            case Message.Notification note
            when note.method().equals("notifications/message") -> exchange.log(note.params());
            case Message.Notification note -> questions.told(note);
        }
        return Optional.empty();
    }
}
