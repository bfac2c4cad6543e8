package io.nexusmcp.hub.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.hub.config.ConfigNode.Mapping;
import io.nexusmcp.hub.config.ConfigNode.Member;
import io.nexusmcp.hub.config.ConfigReader.Format;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adds and removes servers in a configuration file and keeps everything else as it is, comments and order included.
 * Nothing is written unless the result loads and differs in that one server only.
 */
public final class ServerFile {
    private final Path file;
    private final Map<String, String> environment;

    /** @param environment what references in the file are resolved with */
    public ServerFile(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = Map.copyOf(environment);
    }

    /** Adds a server, to a new file if there is none; {@link ConfigProblems} where that cannot be. */
    public void add(NewServer server) throws IOException {
        if (!ServerName.isValid(server.name())) {
            throw refused(server.name(), "is not a name for a server", "write 1 to 40 of a-z, 0-9 and inner hyphens");
        }
        var text = Files.exists(file) ? read() : ConfigLoader.format(file) == Format.JSON ? "{}\n" : "";
        var root = parse(text);
        if (find(root, server.name()).isPresent()) {
            throw refused(server.name(), "there is a server of that name already", "remove it first");
        }
        replace(text, added(text, root, server), server.name());
    }

    /** Removes a server; {@link ConfigProblems} where there is none of that name. */
    public void remove(String name) throws IOException {
        var text = read();
        var root = parse(text);
        var section = find(root, name)
                .orElseThrow(() -> refused(name, "there is no server of that name", "known: " + names(root)));
        var member = section.members().get(name);
        if (member == null) {
            throw new IllegalStateException("a section that was found by a name has it");
        }
        boolean isBraced = isBraced(text, section);
        var edited = isBraced ? new JsonEdit(text).remove(section, name) : new YamlEdit(text).remove(member);
        replace(text, edited, name);
    }

    private static String added(String text, Mapping root, NewServer server) {
        var members = server.members();
        var section =
                root.members().containsKey("mcpServers") || !root.members().containsKey("servers")
                        ? "mcpServers"
                        : "servers";
        var member = root.members().get(section);
        if (member == null) {
            return isBraced(text, root)
                    ? new JsonEdit(text).add(root, section, Map.of(server.name(), members))
                    : new YamlEdit(text).addSection(section, server.name(), members);
        }
        if (!(member.value() instanceof Mapping mapping)) {
            return new YamlEdit(text).addBelow(member, server.name(), members);
        }
        if (isBraced(text, mapping)) {
            return new JsonEdit(text).add(mapping, server.name(), members);
        }
        return new YamlEdit(text).addAfter(last(mapping), server.name(), members);
    }

    private static Member last(Mapping mapping) {
        return new ArrayList<>(mapping.members().values()).getLast();
    }

    private static boolean isBraced(String text, Mapping mapping) {
        int start = mapping.span().start();
        return mapping.span().end() > start && start < text.length() && text.charAt(start) == '{';
    }

    private static Optional<Mapping> find(Mapping root, String name) {
        for (var section : List.of("mcpServers", "servers")) {
            var member = root.members().get(section);
            if (member != null
                    && member.value() instanceof Mapping mapping
                    && mapping.members().containsKey(name)) {
                return Optional.of(mapping);
            }
        }
        return Optional.empty();
    }

    private static String names(Mapping root) {
        var names = new ArrayList<String>();
        for (var section : List.of("mcpServers", "servers")) {
            var member = root.members().get(section);
            if (member != null && member.value() instanceof Mapping mapping) {
                names.addAll(mapping.members().keySet());
            }
        }
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private String read() {
        var problems = new Problems();
        var text = ConfigLoader.text(file, new Origin.File(file.toString(), 1, 1), problems);
        problems.warningsOrThrow();
        return text.orElse("");
    }

    private Mapping parse(String text) {
        var problems = new Problems();
        var root = ConfigReader.read(file.toString(), text, ConfigLoader.format(file), problems);
        problems.warningsOrThrow();
        return root;
    }

    private void replace(String old, String edited, String name) throws IOException {
        boolean isSame;
        try {
            isSame = Contents.without(parse(edited), name).equals(Contents.without(parse(old), name));
        } catch (ConfigProblems _) {
            isSame = false;
        }
        if (!isSame) {
            throw refused(name, "this file is laid out in a way that cannot be edited safely", "edit it by hand");
        }
        ConfigLoader.from(Optional.of(file), environment, Map.of()).readText(edited);
        write(edited);
    }

    /** By a rename, so that no reader sees half a file; a link keeps pointing to the file it pointed to. */
    private void write(String text) throws IOException {
        var target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        var folder = target.getParent();
        var draft = Files.createTempFile(folder, ".nexus", ".tmp");
        try {
            Files.writeString(draft, text, UTF_8);
            if (Files.exists(target)) {
                Files.setPosixFilePermissions(draft, Files.getPosixFilePermissions(target));
            }
            try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private ConfigProblems refused(String name, String what, String mend) {
        var where = new Origin.File(file.toString(), 1, 1);
        return new ConfigProblems(List.of(Problem.error(where, "mcpServers." + name, what, mend)));
    }
}
