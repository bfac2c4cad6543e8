package io.nexusmcp.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Names that every client and model takes: letters, digits, {@code _} and {@code -}, at most 64. Where two come out
 * alike, all of them end in a hash of what they name, so that none depends on the order of the document.
 */
final class Names {
    private static final int MAX_LENGTH = 64;
    private static final int HASH_LENGTH = 8;

    private Names() {}

    /** The names of tools, by operation: the operation's id, else method and path. */
    static Map<Operation, String> ofTools(List<Operation> operations) {
        return unique(operations, Names::plainName, Operation::line);
    }

    private static String plainName(Operation operation) {
        return plain(operation
                .id()
                .orElseGet(() -> operation.method().toLowerCase(Locale.ROOT)
                        + operation.template().replaceAll("[{}]", "")));
    }

    /** The names of a tool's arguments, by parameter: the parameter's, with its location where two have the same. */
    static Map<Parameter, String> ofArguments(List<Parameter> parameters, Set<String> taken) {
        var plain = counted(parameters, parameter -> plain(parameter.name()));
        return unique(
                parameters,
                parameter -> {
                    var name = plain(parameter.name());
                    boolean isAlone = plain.getOrDefault(name, 0L) == 1 && !taken.contains(name);
                    return isAlone ? name : plain(parameter.location().word() + "_" + name);
                },
                parameter -> parameter.location().word() + " " + parameter.name());
    }

    private static <T> Map<T, String> unique(List<T> things, Function<T, String> name, Function<T, String> identity) {
        var counts = counted(things, name);
        var names = new HashMap<T, String>();
        for (var thing : things) {
            var own = name.apply(thing);
            names.put(thing, counts.getOrDefault(own, 0L) == 1 ? own : hashed(own, identity.apply(thing)));
        }
        return names;
    }

    private static <T> Map<String, Long> counted(List<T> things, Function<T, String> name) {
        return things.stream().collect(Collectors.groupingBy(name, Collectors.counting()));
    }

    private static String plain(String text) {
        var name = text.replaceAll("[^A-Za-z0-9_-]+", "_");
        var trimmed = name.length() > 1 ? name.replaceFirst("^_(?=.)", "").replaceFirst("(?<=.)_$", "") : name;
        if (trimmed.isEmpty()) {
            return hashed("", text);
        }
        return trimmed.length() <= MAX_LENGTH ? trimmed : hashed(trimmed, text);
    }

    private static String hashed(String name, String identity) {
        var hash = Digests.sha256Hex(identity.getBytes(UTF_8)).substring(0, HASH_LENGTH);
        return name.substring(0, Math.min(name.length(), MAX_LENGTH - HASH_LENGTH - 1)) + "_" + hash;
    }
}
