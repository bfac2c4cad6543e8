package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.core.catalog.PromptEntry;
import io.nexusmcp.core.catalog.ResourceEntry;
import io.nexusmcp.core.catalog.ServerEntry;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.catalog.UriTemplate;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.InputRequired;
import io.nexusmcp.protocol.Meta;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** From the names a client used to the server that owns them, under that server's own names. Decides nothing. */
final class Resolution {
    /** Nothing of a task goes to a server, and what belongs to a question does so by a way of its own. */
    private static final String[] NOT_FORWARDED = {"task", InputRequired.RESPONSES, InputRequired.STATE};

    private final Asked asked;
    private final AuditEntry entry;

    private Resolution(Asked asked, AuditEntry entry) {
        this.asked = asked;
        this.entry = entry;
    }

    /** {@link Refused} as unknown where nothing has the name; the audit entry learns the target either way. */
    static ServerCall of(Asked asked, AuditEntry entry) {
        var resolution = new Resolution(asked, entry);
        return switch (asked.method()) {
            case "tools/call" -> resolution.tool();
            case "prompts/get" -> resolution.prompt();
            case "resources/read", "resources/subscribe", "resources/unsubscribe" -> resolution.resource();
            case "completion/complete" -> resolution.completion();
            default -> throw new IllegalStateException("not a method that reaches a server");
        };
    }

    private ServerCall tool() {
        var name = required("name");
        var tool = named(name, ServerEntry::tools, asked.catalog().tools());
        record(
                tool.map(ToolDefinition::server),
                tool.map(ToolDefinition::name).orElse(name),
                tool.map(ToolDefinition::hash));
        var definition = tool.orElseThrow(() -> unknown("tool"));
        requireObject("arguments");
        return new ServerCall.CallTool(definition, forwarded("name", name, definition.name()));
    }

    private ServerCall prompt() {
        var name = required("name");
        var prompt = prompt(name);
        requireObject("arguments");
        return new ServerCall.GetPrompt(prompt.server(), prompt.name(), forwarded("name", name, prompt.name()));
    }

    private PromptEntry prompt(String name) {
        var prompt = named(name, ServerEntry::prompts, asked.catalog().prompts());
        record(prompt.map(PromptEntry::server), prompt.map(PromptEntry::name).orElse(name), Optional.empty());
        return prompt.orElseThrow(() -> unknown("prompt"));
    }

    private ServerCall resource() {
        var uri = required("uri");
        var server = ownerOf(asked, uri);
        record(server, uri, Optional.empty());
        return new ServerCall.ReadResource(
                server.orElseThrow(() -> unknown("resource")), uri, forwarded("uri", uri, uri));
    }

    private ServerCall completion() {
        var reference = asked.params().object("ref").orElseThrow(() -> invalid("ref must be an object"));
        requireObject("argument");
        return switch (reference.string("type").orElse("")) {
            case "ref/prompt" -> promptCompletion(reference);
            case "ref/resource" -> resourceCompletion(reference);
            default -> throw invalid("ref.type must be ref/prompt or ref/resource");
        };
    }

    private ServerCall promptCompletion(JsonObject reference) {
        var prompt = prompt(reference.string("name").orElseThrow(() -> invalid("ref.name must be a string")));
        var own = reference.edit().set("name", prompt.name()).slice();
        var params = Meta.strip(asked.params()).edit().set("ref", own).object();
        return new ServerCall.Complete(prompt.server(), prompt.name(), true, params);
    }

    private ServerCall resourceCompletion(JsonObject reference) {
        var uri = reference.string("uri").orElseThrow(() -> invalid("ref.uri must be a string"));
        var server = ownerOf(asked, uri);
        record(server, uri, Optional.empty());
        return new ServerCall.Complete(
                server.orElseThrow(() -> unknown("resource")), uri, false, Meta.strip(asked.params()));
    }

    /** The endpoint's own server; on the federated one the owner of the URI, of a template, or the only candidate. */
    static Optional<ServerName> ownerOf(Asked asked, String uri) {
        if (!asked.mount().isFederated()) {
            return asked.mount().server();
        }
        var exact = Optional.ofNullable(asked.catalog().resources().get(uri));
        if (exact.isPresent()) {
            return exact.map(ResourceEntry::server);
        }
        return byTemplate(asked.catalog().templates().values(), uri).or(() -> onlyServerWithResources(asked));
    }

    private static Optional<ServerName> byTemplate(Collection<ResourceEntry> templates, String uri) {
        return templates.stream()
                .filter(template -> UriTemplate.couldMake(template.uri(), uri))
                .map(ResourceEntry::server)
                .findFirst();
    }

    private static Optional<ServerName> onlyServerWithResources(Asked asked) {
        var candidates = asked.catalog().servers().stream()
                .filter(server -> server.declares("resources"))
                .limit(2)
                .toList();
        return candidates.size() == 1 ? Optional.of(candidates.getFirst().spec().name()) : Optional.empty();
    }

    private <E> Optional<E> named(String name, Function<ServerEntry, Map<String, E>> own, Map<String, E> federated) {
        var entries = asked.mount()
                .server()
                .map(server -> asked.catalog().server(server).map(own).orElse(Map.of()))
                .orElse(federated);
        return Optional.ofNullable(entries.get(name));
    }

    private JsonObject forwarded(String key, String asCalled, String own) {
        var params = Meta.strip(asked.params());
        boolean isChanged = !asCalled.equals(own);
        for (var name : NOT_FORWARDED) {
            isChanged |= params.has(name);
        }
        if (!isChanged) {
            return params;
        }
        var edit = params.edit().set(key, own);
        for (var name : NOT_FORWARDED) {
            edit.remove(name);
        }
        return edit.object();
    }

    private void record(Optional<ServerName> server, String target, Optional<String> hash) {
        entry.asked(asked.method(), server.map(ServerName::value), Optional.of(target), hash);
    }

    private String required(String key) {
        return asked.params().string(key).orElseThrow(() -> invalid("params." + key + " must be a string"));
    }

    private void requireObject(String key) {
        if (asked.params().get(key).filter(value -> !value.isObject()).isPresent()) {
            throw invalid("params." + key + " must be an object");
        }
    }

    private static Refused unknown(String kind) {
        return new Refused(new Refusal.Unknown(kind, "nothing has this name"));
    }

    private static ProtocolException invalid(String message) {
        return new ProtocolException(ProtocolError.of(200, ErrorCode.INVALID_PARAMS, message));
    }
}
