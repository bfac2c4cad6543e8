package io.nexusmcp.openapi;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What an operation says that it answers when it succeeds.
 *
 * @param accept the media types that are asked for
 * @param schema of every successful answer, where the document leaves no other possibility
 */
record AnswerSchema(String accept, Optional<Node> schema) {
    private static final String ANY = "application/json, text/*;q=0.8, */*;q=0.1";
    private static final String OTHERWISE = ", */*;q=0.1";
    private static final int MAX_TYPES = 5;

    static AnswerSchema read(Document document, Operation operation) {
        var successes = document.members(operation.own(), "responses").entrySet().stream()
                .filter(entry -> entry.getKey().matches("2[0-9X][0-9X]"))
                .toList();
        if (successes.size() != 1) {
            return new AnswerSchema(ANY, Optional.empty());
        }
        var answer =
                document.object(successes.getFirst().getValue(), "response").orElse(Node.Fields.NONE);
        var content = document.members(answer, "content");
        var json = content.keySet().stream()
                .filter(MediaTypes::isSound)
                .filter(MediaTypes::isJson)
                .findFirst();
        if (json.isPresent()) {
            var schema = document.object(content.getOrDefault(json.get(), Node.Fields.NONE), "media type")
                    .flatMap(media -> media.get("schema"));
            return new AnswerSchema(json.get() + OTHERWISE, schema);
        }
        return new AnswerSchema(others(content), Optional.empty());
    }

    private static String others(Map<String, Node> content) {
        var types = content.keySet().stream()
                .filter(MediaTypes::isSound)
                .limit(MAX_TYPES)
                .collect(Collectors.joining(", "));
        return types.isEmpty() ? ANY : types + OTHERWISE;
    }
}
