package io.nexusmcp.testkit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a misbehaving server is to do: its proper answers as exact text, and the faults that replace them. */
final class Script {
    private final Era era;
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private volatile List<String> tools = List.of("work");

    Script(Era era) {
        this.era = era;
    }

    void misbehave(String method, Fault fault) {
        faults.put(method, fault);
    }

    void behave() {
        faults.clear();
    }

    void answer(String method, String result) {
        answers.put(method, result);
    }

    void tools(List<String> names) {
        tools = List.copyOf(names);
    }

    List<String> tools() {
        return tools;
    }

    Optional<Fault> fault(String method) {
        return Optional.ofNullable(faults.get(method));
    }

    /** The exact text of the proper answer to a request. */
    String answer(ObjectNode request) {
        var method = request.path("method").asString("");
        var result = Optional.ofNullable(answers.get(method)).or(() -> standard(method, request));
        return result.map(text -> "{\"jsonrpc\":\"2.0\",\"id\":" + request.path("id") + ",\"result\":" + text + "}")
                .orElseGet(() -> Trees.error(request.path("id"), RpcError.unknownMethod(method))
                        .toString());
    }

    private Optional<String> standard(String method, ObjectNode request) {
        var common = era == Era.MODERN ? "\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\"," : "";
        return Optional.ofNullable(
                switch (method) {
                    case "initialize" -> era == Era.LEGACY ? initialize(request.path("params")) : null;
                    case "server/discover" ->
                        era == Era.MODERN
                                ? "{" + common
                                        + "\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}}}"
                                : null;
                    case "ping" -> era == Era.LEGACY ? "{}" : null;
                    case "tools/list" -> "{" + common + "\"tools\":[" + listing() + "]}";
                    case "tools/call" -> "{" + common + "\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}";
                    default -> null;
                });
    }

    private static String initialize(JsonNode params) {
        return "{\"protocolVersion\":\"" + params.path("protocolVersion").asString("2025-11-25")
                + "\",\"capabilities\":{\"tools\":{\"listChanged\":true}},"
                + "\"serverInfo\":{\"name\":\"misbehaving\",\"version\":\"1\"}}";
    }

    private String listing() {
        return String.join(
                ",",
                tools.stream()
                        .map(name -> "{\"name\":\"" + name + "\",\"inputSchema\":{\"type\":\"object\"}}")
                        .toList());
    }

    /** Writes everything down, for a child process to read. */
    String write() {
        var whole = Trees.object().put("era", era.name());
        var faultNames = whole.putObject("faults");
        faults.forEach((method, fault) -> faultNames.put(method, fault.name()));
        var texts = whole.putObject("answers");
        answers.forEach(texts::put);
        var names = whole.putArray("tools");
        tools.forEach(names::add);
        return whole.toString();
    }

    static Script read(String text) {
        var whole = Trees.object(text);
        var script = new Script(Era.valueOf(whole.path("era").stringValue()));
        whole.path("faults")
                .properties()
                .forEach(entry -> script.misbehave(
                        entry.getKey(), Fault.valueOf(entry.getValue().stringValue())));
        whole.path("answers")
                .properties()
                .forEach(entry -> script.answer(entry.getKey(), entry.getValue().stringValue()));
        script.tools(
                whole.path("tools").values().stream().map(JsonNode::stringValue).toList());
        return script;
    }
}
