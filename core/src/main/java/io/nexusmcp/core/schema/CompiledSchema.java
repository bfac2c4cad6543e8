package io.nexusmcp.core.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContextCustomizer;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.dialect.BasicDialectRegistry;
import com.networknt.schema.resource.SchemaLoader;
import io.nexusmcp.protocol.json.JsonPath;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** One schema, ready to judge values. Never fetches anything; whatever it cannot judge within bounds breaks it. */
final class CompiledSchema {
    private static final int MAX_BYTES = 512 << 10;
    private static final int SMALL_VALUE_BYTES = 16 << 10;
    private static final int MAX_EVALUATION_DEPTH = 600;
    private static final ExecutionContextCustomizer SMALL = bounds(100_000);
    private static final ExecutionContextCustomizer LARGE = bounds(2_000_000);
    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .formatAssertionsEnabled(false)
            .failFast(true)
            .regularExpressionFactory(EcmaPattern::compile)
            .build();
    private static final Map<Dialect, Schema> META_SCHEMAS = new ConcurrentHashMap<>();

    private final Schema schema;
    private final Optional<PlainSchema> plain;
    private final int subschemas;
    private final boolean hasUniqueItems;

    private CompiledSchema(Schema schema, Optional<PlainSchema> plain, SchemaReview review) {
        this.schema = schema;
        this.plain = plain;
        this.subschemas = review.subschemas();
        this.hasUniqueItems = review.hasUniqueItems();
    }

    /** Where a value breaks a schema, and the keyword it breaks. */
    record Breach(String path, String rule) {}

    static CompiledSchema of(JsonSlice source) {
        if (source.length() > MAX_BYTES) {
            throw new UnusableSchema("larger than " + MAX_BYTES + " bytes");
        }
        try {
            var tree = source.tree();
            var review = SchemaReview.of(tree);
            if (!evaluate(metaSchema(dialect(tree)), tree, LARGE).isEmpty()) {
                throw new UnusableSchema("not a schema of its dialect");
            }
            return new CompiledSchema(registry().getSchema(tree), PlainSchema.of(tree), review);
        } catch (JacksonException _) {
            throw new UnusableSchema("nested too deep or a number too long");
        } catch (SchemaException | StackOverflowError _) {
            throw new UnusableSchema("the validator cannot use it");
        } catch (ValidationLimitExceededException _) {
            throw new UnusableSchema("too much work to check");
        }
    }

    private static Schema metaSchema(Dialect dialect) {
        return META_SCHEMAS.computeIfAbsent(dialect, missing -> registry().getSchema(SchemaLocation.of(missing.id())));
    }

    private static Dialect dialect(JsonNode schema) {
        var named = schema.get("$schema");
        if (named == null) {
            return Dialect.DRAFT_2020_12;
        }
        return Dialect.of(named.isString() ? named.stringValue() : "")
                .orElseThrow(() -> new UnusableSchema("an unknown $schema"));
    }

    /** A registry of its own for each schema, so that no server's {@code $id} is seen by another's {@code $ref}. */
    private static SchemaRegistry registry() {
        return SchemaRegistry.builder()
                .defaultDialectId(Dialect.DRAFT_2020_12.id())
                .dialectRegistry(new BasicDialectRegistry(Dialect.rules()))
                .schemaLoader(SchemaLoader.builder()
                        .fetchRemoteResources(false)
                        .allow(iri -> Dialect.of(iri.toString()).isPresent() || Dialect.isVocabulary(iri.toString()))
                        .build())
                .schemaRegistryConfig(CONFIG)
                .build();
    }

    private static ExecutionContextCustomizer bounds(long steps) {
        var config = ExecutionConfig.builder()
                .formatAssertionsEnabled(false)
                .failFast(true)
                .annotationCollectionEnabled(false)
                .maxEvaluationDepth(MAX_EVALUATION_DEPTH)
                .maxEvaluationSteps(steps)
                .build();
        return (context, _) -> context.setExecutionConfig(config);
    }

    int subschemas() {
        return subschemas;
    }

    /** The first breach, if any; {@link UnusableSchema} when the value cannot be judged within bounds. */
    Optional<Breach> breach(JsonSlice value) {
        return plain.isPresent() && plain.get().accepts(value) ? Optional.empty() : judge(value);
    }

    /** Asks the full validator, whatever could be decided before. */
    Optional<Breach> judge(JsonSlice value) {
        try {
            var tree = value.tree();
            if (hasUniqueItems && HashFlood.isIn(tree)) {
                return Optional.of(new Breach("$", "uniqueItems"));
            }
            return evaluate(schema, tree, value.length() <= SMALL_VALUE_BYTES ? SMALL : LARGE)
                    .map(CompiledSchema::breach);
        } catch (SchemaException | ValidationLimitExceededException | JacksonException | StackOverflowError _) {
            throw new UnusableSchema("too much work to check");
        }
    }

    private static Optional<Error> evaluate(Schema schema, JsonNode value, ExecutionContextCustomizer bounds) {
        return schema.validate(value, bounds).stream().findFirst();
    }

    private static Breach breach(Error error) {
        var path = new JsonPath();
        var location = error.getInstanceLocation();
        for (int step = 0; step < location.getNameCount(); step++) {
            if (location.getElement(step) instanceof Integer index) {
                path.index(index);
            } else {
                path.name(location.getName(step));
            }
        }
        if (error.getProperty() != null) {
            path.name(error.getProperty());
        }
        return new Breach(path.toString(), error.getKeyword() == null ? "schema" : error.getKeyword());
    }
}
