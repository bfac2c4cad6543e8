package io.nexusmcp.openapi;

import io.nexusmcp.openapi.BodyReader.Outcome;
import io.nexusmcp.openapi.ToolWriter.Input;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a tool of each operation that is wanted and can be called; the others are left out, each with the reason. */
final class OperationTools {
    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "options", "head", "patch");
    private static final int MAX_OPERATIONS = 5_000;
    /** All definitions together; the hub takes lists of 16 MB. */
    private static final long MAX_BYTES = 12L << 20;

    private final Document document;
    private final Findings findings;
    private final ApiSettings settings;
    private final Credentials credentials;
    private final Selection selection;
    private final ParameterReader parameters;
    private final BodyReader bodies;
    private final ToolWriter writer;
    private final String basePath;

    /** A tool with the way its calls go. */
    record Tool(JsonObject definition, RequestPlan plan) {}

    /** @param basePath what all paths start with */
    OperationTools(Document document, ApiSettings settings, String basePath) {
        this.document = document;
        this.findings = document.findings();
        this.settings = settings;
        this.basePath = basePath.endsWith("/") ? basePath.substring(0, basePath.length() - 1) : basePath;
        this.credentials = Credentials.of(document, settings);
        this.selection = new Selection(settings);
        this.parameters = new ParameterReader(document);
        this.bodies = new BodyReader(document);
        this.writer = new ToolWriter(document);
    }

    /** What must not be in any answer. */
    EchoGuard echoes() {
        return new EchoGuard(credentials.secrets());
    }

    /** By name, in the order of the document. */
    Map<String, Tool> read() {
        var wanted = wanted();
        var names = Names.ofTools(wanted);
        var tools = new LinkedHashMap<String, Tool>();
        long bytes = 0;
        for (var operation : wanted) {
            var name = names.getOrDefault(operation, operation.line());
            var tool = tool(operation, name);
            tool.ifPresent(one -> tools.put(name, one));
            bytes += tool.map(one -> one.definition().whole().length()).orElse(0);
        }
        selection.requireUse(findings);
        if (!findings.hasErrors()) {
            credentials.requireUse();
        }
        if (bytes > MAX_BYTES) {
            findings.setting(
                    "include", "leaves tools of more than " + (MAX_BYTES >> 20) + " MB", "include fewer operations");
        }
        if (tools.isEmpty() && !findings.hasErrors()) {
            findings.error(document.root().spot(), "has no operation that can be offered", "");
        }
        return tools;
    }

    private List<Operation> wanted() {
        var wanted = new ArrayList<Operation>();
        var ids = new HashMap<String, Operation>();
        for (var operation : all()) {
            if (selection.wants(operation)) {
                wanted.add(operation);
                operation
                        .id()
                        .map(id -> ids.putIfAbsent(id, operation))
                        .ifPresent(earlier -> findings.error(
                                operation.own().spot(),
                                operation.quoted() + " has the operationId of " + earlier.quoted(),
                                "give one of them another, or exclude it"));
            }
        }
        return wanted;
    }

    private List<Operation> all() {
        var all = new ArrayList<Operation>();
        document.members(document.root(), "paths").forEach((template, node) -> {
            if (!template.startsWith("x-")) {
                document.object(node, "path").ifPresent(item -> add(template, item, all));
            }
        });
        if (all.size() > MAX_OPERATIONS) {
            findings.error(document.root().spot(), "has more than " + MAX_OPERATIONS + " operations", "");
            return List.of();
        }
        return all;
    }

    private void add(String template, Node.Fields item, List<Operation> all) {
        for (var method : item.members().keySet()) {
            if (METHODS.contains(method)) {
                document.object(item.members().getOrDefault(method, Node.Fields.NONE), "operation")
                        .ifPresent(own -> all.add(new Operation(method.toUpperCase(Locale.ROOT), template, item, own)));
            }
        }
    }

    private Optional<Tool> tool(Operation operation, String name) {
        var path = PathTemplate.of(operation.template());
        if (path.isEmpty()) {
            findings.error(operation.item().spot(), operation.quoted() + " is no path", "a path starts with /");
            return Optional.empty();
        }
        var given = parameters.read(operation);
        requirePlaces(operation, path.get(), given);
        var shown = credentials.of(operation.own());
        var body = bodies.read(operation);
        var reason = obstacle(operation, given, shown, body);
        if (reason.isPresent()) {
            findings.warn(operation.own().spot(), operation.quoted() + " is left out: " + reason.get(), "");
            return Optional.empty();
        }
        var taken = body instanceof Outcome.Sendable ? Set.of(RequestPlan.BodyPlan.ARGUMENT) : Set.<String>of();
        var filled = given.stream().filter(this::isForCallers).toList();
        var input = new Input(
                filled,
                Names.ofArguments(filled, taken),
                body instanceof Outcome.Sendable(var sendable) ? Optional.of(sendable) : Optional.empty());
        return tool(operation, name, input, path.get(), shown.orElseThrow());
    }

    private Optional<Tool> tool(
            Operation operation, String name, Input input, PathTemplate path, List<Credentials.Shown> shown) {
        var answer = AnswerSchema.read(document, operation);
        var schema = settings.declaresAnswers() ? answer.schema() : Optional.<Node>empty();
        var definition = writer.write(name, operation, input, schema);
        if (definition.isEmpty()) {
            findings.warn(
                    operation.own().spot(),
                    operation.quoted() + " is left out: its arguments are too many to list",
                    "");
            return Optional.empty();
        }
        var slots = input.parameters().stream()
                .map(parameter -> parameter.slot(input.arguments().getOrDefault(parameter, parameter.name())))
                .toList();
        var plan = new RequestPlan(
                operation.method(),
                basePath,
                path,
                slots,
                input.body().map(BodyReader.Body::plan),
                answer.accept(),
                shown,
                credentials.hiddenNames());
        return Optional.of(new Tool(definition.get(), plan));
    }

    private void requirePlaces(Operation operation, PathTemplate path, List<Parameter> given) {
        var named = given.stream()
                .filter(parameter -> parameter.location() == Location.PATH)
                .map(Parameter::name)
                .toList();
        path.names().stream()
                .filter(name -> !named.contains(name))
                .forEach(name -> findings.error(
                        operation.own().spot(),
                        operation.quoted() + " has no parameter for {" + Findings.quoted(name) + "}",
                        "describe it in parameters"));
        named.stream()
                .filter(name -> !path.names().contains(name))
                .forEach(name -> findings.error(
                        operation.own().spot(),
                        operation.quoted() + " has the parameter " + Findings.quoted(name)
                                + ", which is not in its path",
                        ""));
    }

    /** Why an operation that the document describes soundly cannot be called. */
    private Optional<String> obstacle(
            Operation operation, List<Parameter> given, Optional<List<Credentials.Shown>> shown, Outcome body) {
        if (!ServerChoice.isSame(document, operation.item()) || !ServerChoice.isSame(document, operation.own())) {
            return Optional.of("it is at another server than the document");
        }
        if (shown.isEmpty()) {
            return Optional.of("it needs a credential of " + missing());
        }
        if (body instanceof Outcome.Unsupported) {
            return Optional.of("its body has no media type that can be written from arguments");
        }
        return given.stream()
                .filter(parameter -> parameter.isRequired() && !ParameterReader.isOwn(parameter))
                .filter(parameter -> !credentials.isReserved(parameter.location(), parameter.name()))
                .filter(ParameterReader::isImpossible)
                .findFirst()
                .map(parameter -> "it needs the header " + Findings.quoted(parameter.name())
                        + ", which is not a caller's to set");
    }

    private String missing() {
        return String.join(
                " or ", credentials.missing().stream().map(Findings::quoted).toList());
    }

    private boolean isForCallers(Parameter parameter) {
        return !ParameterReader.isOwn(parameter)
                && !ParameterReader.isImpossible(parameter)
                && !credentials.isReserved(parameter.location(), parameter.name());
    }
}
