package io.nexusmcp.openapi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.api.ApiAnswer;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonProblem;
import io.nexusmcp.protocol.json.JsonScanner;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.ObjectEdit;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns an answer of an API into the result of a tool: JSON becomes structured content and text, text stays text,
 * images and sound become blocks of their own. Any other content, an error and a redirect become a result that says so.
 */
final class ResultWriter {
    /** Their bodies speak of the hub's credentials and not of the call. */
    private static final Set<Integer> ABOUT_CREDENTIALS = Set.of(401, 407);

    private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?([A-Za-z0-9_.:-]+)");
    private static final JsonSlice TRUE = JsonSlice.trusted("true");

    private final EchoGuard echoes;

    ResultWriter(EchoGuard echoes) {
        this.echoes = echoes;
    }

    /** @param limits how much structure JSON may have */
    JsonObject write(ApiAnswer answer, JsonLimits limits) {
        int status = answer.status();
        if (ABOUT_CREDENTIALS.contains(status)) {
            return failed("HTTP " + status + ": the API did not accept the hub's credentials");
        }
        if (status / 100 == 3) {
            return failed("HTTP " + status + ": the API wants the request sent elsewhere, which is not done");
        }
        if (!answer.isSuccess()) {
            return failed(answer);
        }
        return answer.body().length == 0 ? text("HTTP " + status).object() : succeeded(answer, limits);
    }

    private JsonObject succeeded(ApiAnswer answer, JsonLimits limits) {
        var type = answer.contentType().orElse("");
        if (MediaTypes.isJson(type)) {
            return json(answer.body(), limits);
        }
        var readable = readable(answer);
        if (readable.isPresent()) {
            echoes.check(readable.get());
            return text(readable.get()).object();
        }
        var block = MediaTypes.block(type).filter(_ -> MediaTypes.isSound(type));
        return block.map(kind -> media(kind, type, answer.body()))
                .orElseGet(() -> failed("HTTP " + answer.status()
                        + ": the API answered with binary content, which a tool cannot give"));
    }

    private JsonObject json(byte[] body, JsonLimits limits) {
        try {
            var value = JsonScanner.scan(body, limits);
            var text = value.text();
            echoes.check(text);
            return text(text).set("structuredContent", value).object();
        } catch (JsonProblem problem) {
            return failed("the API answered with broken JSON: " + problem.rule());
        }
    }

    private static JsonObject media(String kind, String type, byte[] body) {
        var block = JsonObject.EMPTY
                .edit()
                .set("type", kind)
                .set("data", Base64.getEncoder().encodeToString(body))
                .set("mimeType", MediaTypes.essence(type))
                .slice();
        return content(block).object();
    }

    /** With what the API says of it, where that is text, since it may tell how to do better. */
    private JsonObject failed(ApiAnswer answer) {
        var words = answer.body().length == 0 ? Optional.<String>empty() : readable(answer);
        words.ifPresent(echoes::check);
        return failed("HTTP " + answer.status() + words.map(text -> "\n" + text).orElse(""));
    }

    private static JsonObject failed(String text) {
        return text(text).set("isError", TRUE).object();
    }

    private static ObjectEdit text(String text) {
        return content(
                JsonObject.EMPTY.edit().set("type", "text").set("text", text).slice());
    }

    private static ObjectEdit content(JsonSlice block) {
        return JsonObject.EMPTY
                .edit()
                .set("content", JsonSlice.trusted("[" + block.text() + "]"))
                .set("resultType", "complete");
    }

    /** The body where its type says text, or says nothing and it could be. */
    private static Optional<String> readable(ApiAnswer answer) {
        var type = answer.contentType().orElse("");
        boolean isText = type.isEmpty() || MediaTypes.isText(type) || MediaTypes.isJson(type);
        return isText ? charset(type).flatMap(charset -> decoded(answer.body(), charset)) : Optional.empty();
    }

    private static Optional<Charset> charset(String type) {
        var found = CHARSET.matcher(type);
        if (!found.find()) {
            return Optional.of(UTF_8);
        }
        return switch (found.group(1).toLowerCase(Locale.ROOT)) {
            case "utf-8", "utf8", "us-ascii", "ascii" -> Optional.of(UTF_8);
            case "iso-8859-1", "latin1", "windows-1252" -> Optional.of(ISO_8859_1);
            default -> Optional.empty();
        };
    }

    private static Optional<String> decoded(byte[] body, Charset charset) {
        try {
            var text = charset.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            return text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(text);
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }
}
