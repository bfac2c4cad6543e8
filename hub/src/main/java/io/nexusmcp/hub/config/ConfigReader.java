package io.nexusmcp.hub.config;

import io.nexusmcp.hub.config.ConfigNode.Kind;
import io.nexusmcp.hub.config.ConfigNode.Mapping;
import io.nexusmcp.hub.config.ConfigNode.Member;
import io.nexusmcp.hub.config.ConfigNode.Scalar;
import io.nexusmcp.hub.config.ConfigNode.Sequence;
import io.nexusmcp.hub.config.ConfigNode.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Reads the text of one configuration file, YAML or JSON with comments, into nodes that know their place. */
final class ConfigReader {
    private static final int MAX_DEPTH = 20;

    private final String file;
    private final String text;
    private final Format format;
    private final LineIndex lines;
    private final Problems problems;
    private final JsonParser parser;

    enum Format {
        YAML,
        JSON;

        /** By the end of the file's name. */
        static Optional<Format> of(String fileName) {
            var name = fileName.toLowerCase(Locale.ROOT);
            if (name.endsWith(".yaml") || name.endsWith(".yml")) {
                return Optional.of(YAML);
            }
            return name.endsWith(".json") || name.endsWith(".jsonc") ? Optional.of(JSON) : Optional.empty();
        }
    }

    private ConfigReader(String file, String text, Format format, Problems problems) {
        this.file = file;
        this.text = text;
        this.format = format;
        this.lines = new LineIndex(text);
        this.problems = problems;
        this.parser = format == Format.YAML ? yamlParser(text) : jsonParser(text);
    }

    private static JsonParser yamlParser(String text) {
        return YAMLFactory.builder().build().createParser(ObjectReadContext.empty(), text);
    }

    private static JsonParser jsonParser(String text) {
        return JsonFactory.builder()
                .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                .build()
                .createParser(ObjectReadContext.empty(), text);
    }

    /** The root section; whatever is wrong with the text is added to the problems. */
    static Mapping read(String file, String text, Format format, Problems problems) {
        var reader = new ConfigReader(file, text, format, problems);
        try (var _ = reader.parser) {
            return reader.document();
        } catch (JacksonException e) {
            problems.add(new SyntaxProblem(file, text, reader.lines).of(e));
            return Mapping.EMPTY;
        }
    }

    private Mapping document() {
        var token = parser.nextToken();
        if (token == null || token == JsonToken.VALUE_NULL) {
            return Mapping.EMPTY;
        }
        var root = value(token, 0);
        if (parser.nextToken() != null) {
            problems.add(Problem.error(here(), "", "more than one document", "one file holds one configuration"));
        }
        if (root instanceof Mapping mapping) {
            return mapping;
        }
        problems.add(Problem.error(root.origin(), "", "is " + root.words() + " where keys are expected", ""));
        return Mapping.EMPTY;
    }

    private ConfigNode value(JsonToken token, int depth) {
        var origin = here();
        int start = refuseYamlExtras(origin);
        if (depth > MAX_DEPTH) {
            throw new ConfigProblems(
                    List.of(Problem.error(origin, "", "sections are nested more than " + MAX_DEPTH + " deep", "")));
        }
        return switch (token) {
            case START_OBJECT -> mapping(origin, start, depth);
            case START_ARRAY -> sequence(origin, start, depth);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(Kind.NUMBER, origin, start);
            case VALUE_TRUE, VALUE_FALSE -> scalar(Kind.BOOLEAN, origin, start);
            case VALUE_NULL -> scalar(Kind.NOTHING, origin, start);
            default -> scalar(Kind.TEXT, origin, start);
        };
    }

    private Scalar scalar(Kind kind, Origin.File origin, int start) {
        var content = kind == Kind.NOTHING ? "" : parser.getString();
        return new Scalar(content, kind, origin, new Span(start, offset(parser.currentLocation())));
    }

    private Sequence sequence(Origin.File origin, int start, int depth) {
        var items = new ArrayList<ConfigNode>();
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(token, depth + 1));
        }
        return new Sequence(items, origin, new Span(start, offset(parser.currentLocation())));
    }

    private Mapping mapping(Origin.File origin, int start, int depth) {
        var members = new LinkedHashMap<String, Member>();
        for (var token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            var name = parser.currentName();
            var place = here();
            int keyStart = refuseYamlExtras(place);
            var member = new Member(place, keyStart, value(parser.nextToken(), depth + 1));
            var earlier = members.putIfAbsent(name, member);
            if (earlier != null) {
                problems.add(Problem.error(
                        place,
                        name,
                        "is given twice",
                        "the first is in line " + earlier.key().line()));
            }
        }
        return new Mapping(members, origin, new Span(start, offset(parser.currentLocation())));
    }

    /** Anchors, aliases and tags make a text mean what it does not show. */
    private int refuseYamlExtras(Origin.File origin) {
        int start = offset(parser.currentTokenLocation());
        if (!(parser instanceof YAMLParser) || start >= text.length()) {
            return start;
        }
        switch (text.charAt(start)) {
            case '&' -> refuse(origin, "YAML anchors are not supported");
            case '*' -> refuse(origin, "YAML aliases are not supported");
            case '!' -> refuse(origin, "YAML tags are not supported");
            default -> {}
        }
        return start;
    }

    private void refuse(Origin.File origin, String what) {
        problems.add(Problem.error(origin, "", what, "write the value out, or put it in quotes if it is text"));
    }

    private Origin.File here() {
        var location = parser.currentTokenLocation();
        return new Origin.File(file, location.getLineNr(), location.getColumnNr());
    }

    private int offset(TokenStreamLocation location) {
        return format == Format.JSON
                ? Math.toIntExact(location.getCharOffset())
                : lines.offset(location.getLineNr(), location.getColumnNr());
    }

    /** Turns a parser's complaint into a problem that repeats nothing of the text, which may hold secrets. */
    private record SyntaxProblem(String file, String text, LineIndex lines) {
        Problem of(JacksonException complaint) {
            if (complaint.getCause() instanceof MarkedYamlEngineException yaml) {
                int line = yaml.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
                int column =
                        yaml.getProblemMark().map(mark -> mark.getColumn() + 1).orElse(1);
                var hint = text.contains("\t") ? "indent with spaces, not tabs" : "look at quotes and indentation";
                return Problem.error(new Origin.File(file, line, column), "", "not YAML: " + yaml.getProblem(), hint);
            }
            var location = complaint.getLocation();
            if (location == null) {
                return Problem.error(new Origin.File(file, 1, 1), "", "cannot be read", "");
            }
            var place = new Origin.File(file, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
            if (followsComma(lines.offset(place.line(), place.column()))) {
                return Problem.error(
                        place, "", "a comma before a closing bracket", "JSON allows none there: remove the comma");
            }
            return Problem.error(place, "", "not JSON: " + words(complaint), "look at quotes, commas and brackets");
        }

        private static String words(JacksonException complaint) {
            var message = complaint.getOriginalMessage();
            if (message.startsWith("Unrecognized token")) {
                return "a word without quotes";
            }
            int end = message.indexOf('\n');
            return end < 0 ? message : message.substring(0, end);
        }

        private boolean followsComma(int at) {
            if (at >= text.length() || "}]".indexOf(text.charAt(at)) < 0) {
                return false;
            }
            var before = JsonComments.blanked(text).substring(0, at).stripTrailing();
            return before.endsWith(",");
        }
    }
}
