package io.nexusmcp.hub;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.ServerSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The two bundled MCP servers of {@code --demo}, one of each era, as children of this program's own Java. */
final class DemoServers {
    private DemoServers() {}

    static List<ServerSpec> specs() {
        return List.of(
                spec("notes", "io.nexusmcp.demo.NotesServer", ServerSpec.EraChoice.LEGACY),
                spec("toolbox", "io.nexusmcp.demo.ToolboxServer", ServerSpec.EraChoice.MODERN));
    }

    private static ServerSpec spec(String name, String mainClass, ServerSpec.EraChoice era) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var arguments = List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx48m",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass);
        return new ServerSpec(
                new ServerName(name),
                name,
                true,
                Duration.ofSeconds(30),
                new ServerSpec.Stdio(java, arguments, Map.of(), Optional.empty(), true, 1, era),
                Map.of());
    }
}
