package io.nexusmcp.upstream;

import io.nexusmcp.core.catalog.Offer;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all pages of a server's lists, within bounds. */
final class Definitions {
    private static final Logger LOG = LoggerFactory.getLogger(Definitions.class);

    private final Link link;
    private final UpstreamLimits limits;
    private final Deadline deadline;

    Definitions(Link link, UpstreamLimits limits, Deadline deadline) {
        this.link = link;
        this.limits = limits;
        this.deadline = deadline;
    }

    /** Everything the server offers. Only the list of tools has to be readable. */
    Offer read() {
        var greeting = link.greeting();
        return new Offer(
                greeting.revision(),
                greeting.capabilities(),
                greeting.instructions(),
                tools(),
                other("prompts", "prompts/list", "prompts"),
                other("resources", "resources/list", "resources"),
                other("resources", "resources/templates/list", "resourceTemplates"));
    }

    List<JsonObject> tools() {
        return link.greeting().declares("tools") ? all("tools/list", "tools") : List.of();
    }

    private List<JsonObject> other(String capability, String method, String member) {
        if (!link.greeting().declares(capability)) {
            return List.of();
        }
        try {
            return all(method, member);
        } catch (UpstreamException.Overdue | UpstreamException.Unreachable e) {
            throw e;
        } catch (UpstreamException e) {
            LOG.warn("{} left out: {}", method, e.why());
            return List.of();
        }
    }

    private List<JsonObject> all(String method, String member) {
        var definitions = new ArrayList<JsonObject>();
        long bytes = 0;
        var cursor = Optional.<JsonSlice>empty();
        for (int page = 0; page < limits.counts().maxPages(); page++) {
            var result = page(method, cursor);
            if (result.isEmpty()) {
                return List.of();
            }
            bytes += result.get().whole().length();
            take(result.get(), member, definitions);
            if (bytes > limits.sizes().maxResponseBytes()
                    || definitions.size() > limits.counts().maxDefinitions()) {
                throw new UpstreamException(method + " gives more than the hub takes");
            }
            cursor = result.get().get("nextCursor").filter(JsonSlice::isString);
            if (cursor.isEmpty()) {
                return definitions;
            }
        }
        throw new UpstreamException(method + " has more pages than the hub reads");
    }

    /** One page; empty when the server does not know the method after all. */
    private Optional<JsonObject> page(String method, Optional<JsonSlice> cursor) {
        var params = cursor.map(at -> JsonObject.EMPTY.edit().set("cursor", at).object())
                .orElse(JsonObject.EMPTY);
        return switch (link.request(Outgoing.plain(method, params), QuietExchange.INSTANCE, deadline)) {
            case UpstreamReply.Result result -> Optional.of(result.result());
            case UpstreamReply.Failure failure when failure.code() == ErrorCode.METHOD_NOT_FOUND -> Optional.empty();
            case UpstreamReply.Failure failure ->
                throw new UpstreamException(method + " failed with error " + failure.code());
        };
    }

    private static void take(JsonObject page, String member, List<JsonObject> definitions) {
        page.get(member).filter(JsonSlice::isArray).map(JsonSlice::asArray).orElse(List.of()).stream()
                .filter(JsonSlice::isObject)
                .map(JsonSlice::asObject)
                .forEach(definitions::add);
    }

    /** Whether nothing that clients can see has changed. */
    static boolean areSame(Offer one, Offer other) {
        return one.revision() == other.revision()
                && one.capabilities().whole().equals(other.capabilities().whole())
                && one.instructions().equals(other.instructions())
                && areSame(one.tools(), other.tools())
                && areSame(one.prompts(), other.prompts())
                && areSame(one.resources(), other.resources())
                && areSame(one.templates(), other.templates());
    }

    private static boolean areSame(List<JsonObject> one, List<JsonObject> other) {
        return one.stream()
                .map(JsonObject::whole)
                .toList()
                .equals(other.stream().map(JsonObject::whole).toList());
    }
}
