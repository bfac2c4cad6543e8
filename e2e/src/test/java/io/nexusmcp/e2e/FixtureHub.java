package io.nexusmcp.e2e;

import io.nexusmcp.testkit.ChildCommand;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.StdioFixture;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** A hub in front of the four fixtures: both eras, over HTTP and as child processes. */
final class FixtureHub implements AutoCloseable {
    static final List<String> SERVERS = List.of("legacy-http", "legacy-stdio", "modern-http", "modern-stdio");

    private final HttpFixture legacy = HttpFixture.start(Era.LEGACY, 0);
    private final HttpFixture modern = HttpFixture.start(Era.MODERN, 0);
    private final HubProcess hub;

    FixtureHub(Path folder) {
        this(folder, true);
    }

    /** Where servers may ask their clients, so no two callers share a child. */
    static FixtureHub asking(Path folder) {
        return new FixtureHub(folder, false);
    }

    private FixtureHub(Path folder, boolean isShared) {
        var setup = new HubSetup()
                .http("legacy-http", legacy.uri())
                .stdio("legacy-stdio", ChildCommand.of(StdioFixture.class, "legacy"), isShared)
                .http("modern-http", modern.uri())
                .stdio("modern-stdio", ChildCommand.of(StdioFixture.class, "modern"), isShared);
        hub = HubProcess.start(setup, folder);
        SERVERS.forEach(hub::awaitServer);
        SERVERS.forEach(hub::warmUp);
    }

    HubProcess hub() {
        return hub;
    }

    URI uri(String server) {
        return hub.mcp(server);
    }

    String key() {
        return hub.adminKey();
    }

    @Override
    public void close() {
        hub.close();
        legacy.close();
        modern.close();
    }
}
