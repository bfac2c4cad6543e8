package io.nexusmcp.core.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Switches tools off and on, durably and with the next request. */
public final class ToolSwitchboard implements ToolAdministration {
    private final Catalogs catalogs;
    private final ToolSwitches switches;

    public ToolSwitchboard(Catalogs catalogs, ToolSwitches switches) {
        this.catalogs = catalogs;
        this.switches = switches;
    }

    @Override
    public List<ToolStatus> list() {
        var all = new ArrayList<ToolStatus>();
        for (var server : catalogs.current().servers()) {
            server.tools().values().forEach(tool -> all.add(status(tool, true)));
            server.toolsOff().values().forEach(tool -> all.add(status(tool, false)));
        }
        return all;
    }

    @Override
    public Optional<ToolStatus> enable(String tool) {
        return set(tool, true);
    }

    @Override
    public Optional<ToolStatus> disable(String tool) {
        return set(tool, false);
    }

    private Optional<ToolStatus> set(String tool, boolean isOn) {
        var known = list().stream().filter(status -> status.name().equals(tool)).findFirst();
        known.ifPresent(status -> {
            switches.setTool(status.server().value() + "/" + status.ownName(), isOn);
            catalogs.switched();
        });
        return list().stream().filter(status -> status.name().equals(tool)).findFirst();
    }

    private static ToolStatus status(ToolDefinition tool, boolean isEnabled) {
        return new ToolStatus(
                tool.federatedName(),
                tool.server(),
                tool.name(),
                tool.definition().string("description").orElse(""),
                isEnabled,
                tool.hash(),
                tool.inputSchema());
    }
}
