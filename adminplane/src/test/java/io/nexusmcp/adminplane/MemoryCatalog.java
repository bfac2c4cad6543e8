package io.nexusmcp.adminplane;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.ServerAdministration;
import io.nexusmcp.core.catalog.ServerStatus;
import io.nexusmcp.core.catalog.SwitchProblem;
import io.nexusmcp.core.catalog.ToolAdministration;
import io.nexusmcp.core.catalog.ToolStatus;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One server {@code demo} with one tool {@code echo}, and a server {@code off} that the configuration switches off. */
final class MemoryCatalog implements ServerAdministration {
    private boolean isServerOn = true;
    private boolean isToolOn = true;
    private int restarts;

    @Override
    public List<ServerStatus> list() {
        return List.of(status("demo", isServerOn), status("off", false));
    }

    @Override
    public List<String> warnings() {
        return List.of("echo may mean several tools");
    }

    @Override
    public Optional<ServerStatus> enable(ServerName server) {
        if (server.value().equals("off")) {
            throw new SwitchProblem("the configuration says disabled: true for it");
        }
        return change(server, () -> isServerOn = true);
    }

    @Override
    public Optional<ServerStatus> disable(ServerName server) {
        return change(server, () -> isServerOn = false);
    }

    @Override
    public Optional<ServerStatus> restart(ServerName server) {
        return change(server, () -> restarts++);
    }

    private Optional<ServerStatus> change(ServerName server, Runnable change) {
        if (!server.value().equals("demo")) {
            return Optional.empty();
        }
        change.run();
        return Optional.of(list().getFirst());
    }

    private ServerStatus status(String name, boolean isOn) {
        return new ServerStatus(
                new ServerName(name),
                isOn ? ServerStatus.State.UP : ServerStatus.State.SWITCHED_OFF,
                isOn,
                "stdio",
                Optional.of("2025-11-25"),
                Instant.EPOCH,
                Optional.empty(),
                isOn ? 1 : 0,
                restarts);
    }

    ToolAdministration tools() {
        return new ToolAdministration() {
            @Override
            public List<ToolStatus> list() {
                return List.of(new ToolStatus(
                        "demo__echo",
                        new ServerName("demo"),
                        "echo",
                        "Says it again",
                        isToolOn,
                        "ab12",
                        JsonSlice.trusted("{\"type\":\"object\",\"x\":1.10}")));
            }

            @Override
            public Optional<ToolStatus> enable(String tool) {
                return switched(tool, true);
            }

            @Override
            public Optional<ToolStatus> disable(String tool) {
                return switched(tool, false);
            }

            private Optional<ToolStatus> switched(String tool, boolean isOn) {
                if (!tool.equals("demo__echo")) {
                    return Optional.empty();
                }
                isToolOn = isOn;
                return Optional.of(list().getFirst());
            }
        };
    }
}
