package io.nexusmcp.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Reads the text of a document, JSON or YAML, into nodes that know their place, within bounds. */
final class DocumentReader {
    /** Characters of a document. */
    static final int MAX_LENGTH = 32 << 20;

    private static final int MAX_DEPTH = 100;
    private static final int MAX_NODES = 2_000_000;
    private static final Pattern JSON_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,4})?");

    private final Findings findings;
    private final JsonParser parser;
    private final boolean isYaml;
    private int nodes;

    /** What makes reading go on no further. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unreadable() {
            super("", null, false, false);
        }
    }

    private DocumentReader(String text, boolean isYaml, Findings findings) {
        this.isYaml = isYaml;
        this.findings = findings;
        this.parser = isYaml ? yaml(text) : json(text);
    }

    /** The root object; empty when the text has none, and the findings say why. */
    static Node.Fields read(String text, boolean isYaml, Findings findings) {
        if (text.length() > MAX_LENGTH) {
            findings.error(Spot.TOP, "the document is larger than " + (MAX_LENGTH >> 20) + " MB", "");
            return Node.Fields.NONE;
        }
        var reader = new DocumentReader(text, isYaml, findings);
        try (var _ = reader.parser) {
            return reader.document();
        } catch (Unreadable _) {
            return Node.Fields.NONE;
        } catch (JacksonException complaint) {
            reader.tell(complaint);
            return Node.Fields.NONE;
        }
    }

    private static JsonParser yaml(String text) {
        return YAMLFactory.builder()
                .loadSettings(LoadSettings.builder()
                        .setCodePointLimit(MAX_LENGTH)
                        .setUseMarks(true)
                        .build())
                .build()
                .createParser(ObjectReadContext.empty(), text);
    }

    private static JsonParser json(String text) {
        return JsonFactory.builder()
                .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                .build()
                .createParser(ObjectReadContext.empty(), text);
    }

    private Node.Fields document() {
        var token = parser.nextToken();
        if (token == null) {
            findings.error(Spot.TOP, "the document is empty", "");
            return Node.Fields.NONE;
        }
        var root = value(token, 1);
        if (parser.nextToken() != null) {
            findings.error(here(), "more than one document", "one file holds one document");
        }
        if (root instanceof Node.Fields fields) {
            return fields;
        }
        findings.error(root.spot(), "is no object", "an OpenAPI document starts with openapi: 3.0.3 or the like");
        return Node.Fields.NONE;
    }

    private Node value(JsonToken token, int depth) {
        var spot = here();
        refuseExtras(spot);
        if (depth > MAX_DEPTH) {
            throw stop(spot, "nested deeper than " + MAX_DEPTH);
        }
        if (++nodes > MAX_NODES) {
            throw stop(spot, "more than " + MAX_NODES + " values");
        }
        return switch (token) {
            case START_OBJECT -> fields(spot, depth);
            case START_ARRAY -> items(spot, depth);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(spot);
            case VALUE_TRUE -> new Node.Leaf(Node.Kind.BOOLEAN, "true", spot);
            case VALUE_FALSE -> new Node.Leaf(Node.Kind.BOOLEAN, "false", spot);
            case VALUE_NULL -> new Node.Leaf(Node.Kind.NULL, "null", spot);
            default -> new Node.Leaf(Node.Kind.TEXT, parser.getString(), spot);
        };
    }

    /** YAML knows numbers that JSON does not, such as {@code .inf} and {@code 0o17}. */
    private Node number(Spot spot) {
        var written = parser.getString();
        if (!JSON_NUMBER.matcher(written).matches()) {
            findings.error(spot, "is a number that JSON does not have", "put it in quotes if it is text");
            return new Node.Leaf(Node.Kind.NUMBER, "0", spot);
        }
        return new Node.Leaf(Node.Kind.NUMBER, written, spot);
    }

    private Node.Fields fields(Spot spot, int depth) {
        var members = new LinkedHashMap<String, Node>();
        for (var token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            var name = parser.currentName();
            var place = here();
            refuseExtras(place);
            if (members.put(name, value(parser.nextToken(), depth + 1)) != null) {
                findings.error(place, Findings.quoted(name) + " is given twice", "remove one");
            }
        }
        return new Node.Fields(members, spot);
    }

    private Node.Items items(Spot spot, int depth) {
        var items = new ArrayList<Node>();
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(token, depth + 1));
        }
        return new Node.Items(items, spot);
    }

    /** An alias can stand for any amount of text, and a tag can ask for anything to be made. */
    private void refuseExtras(Spot spot) {
        if (!(parser instanceof YAMLParser yaml)) {
            return;
        }
        if (yaml.isCurrentAlias()) {
            findings.error(spot, "YAML aliases are not supported", "write the value out");
        } else if (yaml.getObjectId() != null) {
            findings.error(spot, "YAML anchors are not supported", "write the value out where it is used");
        } else if (yaml.getTypeId() != null) {
            findings.error(spot, "YAML tags are not supported", "remove the tag");
        }
    }

    private Spot here() {
        var location = parser.currentTokenLocation();
        return new Spot(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    private Unreadable stop(Spot spot, String what) {
        findings.error(spot, what, "");
        return new Unreadable();
    }

    private void tell(JacksonException complaint) {
        var kind = isYaml ? "YAML" : "JSON";
        if (complaint.getCause() instanceof MarkedYamlEngineException yaml) {
            var mark = yaml.getProblemMark();
            var spot = mark.map(at -> new Spot(at.getLine() + 1, at.getColumn() + 1))
                    .orElse(Spot.TOP);
            findings.error(spot, "not " + kind, "look at quotes and indentation");
            return;
        }
        var location = complaint.getLocation();
        var spot = location == null
                ? Spot.TOP
                : new Spot(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
        findings.error(spot, "not " + kind, "look at quotes, commas and brackets");
    }
}
