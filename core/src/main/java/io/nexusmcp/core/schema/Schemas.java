package io.nexusmcp.core.schema;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Judges arguments and structured results by the schemas that tools declare. A schema that cannot be used refuses
 * every call of its tool. Refusals name a place and a keyword and repeat no value. May be shared between threads.
 */
public final class Schemas {
    /** What a call without {@code arguments} is judged by. */
    public static final JsonSlice NO_ARGUMENTS = JsonObject.EMPTY.whole();

    private static final int DEFAULT_MAX_SUBSCHEMAS = 500_000;
    private static final String OUTPUT_RULE = "outputSchema";

    /** Compiled tools by definition hash, bounded by the subschemas in them. */
    private final Map<String, Compiled> known = new ConcurrentHashMap<>();

    private final AtomicInteger subschemas = new AtomicInteger();
    private final int maxSubschemas;

    public Schemas() {
        this(DEFAULT_MAX_SUBSCHEMAS);
    }

    Schemas(int maxSubschemas) {
        this.maxSubschemas = maxSubschemas;
    }

    private record Compiled(
            Optional<CompiledSchema> input, Optional<CompiledSchema> output, Optional<String> problem, int weight) {
        CompiledSchema usableInput() {
            return input.orElseThrow(() -> new UnusableSchema(problem.orElse("")));
        }
    }

    /** Compiles a tool's schemas ahead of its first call; the reason why its calls will be refused, if they will. */
    public Optional<String> compile(ToolDefinition tool) {
        return compiled(tool).problem();
    }

    /** {@link Refused} with {@link Refusal.InvalidArguments} when the arguments break the tool's input schema. */
    public void check(ToolDefinition tool, JsonSlice arguments) {
        if (!arguments.isObject()) {
            throw invalid("$", "type");
        }
        try {
            var breach = compiled(tool).usableInput().breach(arguments);
            if (breach.isPresent()) {
                throw invalid(breach.get().path(), breach.get().rule());
            }
        } catch (UnusableSchema _) {
            throw invalid("$", "schema");
        }
    }

    /**
     * {@link Refused} with {@link Refusal.Withheld} when a finished, successful result of a tool with an output schema
     * has no structured content or one that breaks it.
     */
    public void checkResult(ToolDefinition tool, JsonObject result) {
        if (tool.outputSchema().isEmpty() || isOther(result)) {
            return;
        }
        checkResult(tool, result.get("structuredContent").orElseThrow(Schemas::withheld));
    }

    /** {@link Refused} with {@link Refusal.Withheld} when structured content breaks the tool's output schema. */
    public void checkResult(ToolDefinition tool, JsonSlice structuredContent) {
        if (tool.outputSchema().isEmpty()) {
            return;
        }
        try {
            if (compiled(tool)
                    .output()
                    .orElseThrow(Schemas::withheld)
                    .breach(structuredContent)
                    .isPresent()) {
                throw withheld();
            }
        } catch (UnusableSchema _) {
            throw withheld();
        }
    }

    /** Failed results and steps on the way to a result carry no structured content. */
    private static boolean isOther(JsonObject result) {
        return result.get("isError")
                        .filter(value -> value.text().equals("true"))
                        .isPresent()
                || result.string("resultType")
                        .filter(type -> !type.equals("complete"))
                        .isPresent();
    }

    private Compiled compiled(ToolDefinition tool) {
        var found = known.get(tool.hash());
        return found != null ? found : add(tool);
    }

    private Compiled add(ToolDefinition tool) {
        var made = compileBoth(tool);
        if (known.putIfAbsent(tool.hash(), made) == null && subschemas.addAndGet(made.weight()) > maxSubschemas) {
            shrink(tool.hash());
        }
        return made;
    }

    private void shrink(String newest) {
        for (var hash : List.copyOf(known.keySet())) {
            if (subschemas.get() <= maxSubschemas / 2) {
                return;
            }
            var dropped = hash.equals(newest) ? null : known.remove(hash);
            if (dropped != null) {
                subschemas.addAndGet(-dropped.weight());
            }
        }
    }

    private static Compiled compileBoth(ToolDefinition tool) {
        var part = "inputSchema";
        try {
            var input = CompiledSchema.of(tool.inputSchema());
            part = OUTPUT_RULE;
            var output = tool.outputSchema().map(CompiledSchema::of);
            int weight = 1
                    + input.subschemas()
                    + output.map(CompiledSchema::subschemas).orElse(0);
            return new Compiled(Optional.of(input), output, Optional.empty(), weight);
        } catch (UnusableSchema unusable) {
            return new Compiled(Optional.empty(), Optional.empty(), Optional.of(part + ": " + unusable.reason()), 1);
        }
    }

    int cached() {
        return known.size();
    }

    private static Refused invalid(String path, String rule) {
        return new Refused(new Refusal.InvalidArguments(path, rule));
    }

    private static Refused withheld() {
        return new Refused(new Refusal.Withheld(OUTPUT_RULE));
    }
}
