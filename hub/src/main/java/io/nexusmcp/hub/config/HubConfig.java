package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;
import static io.nexusmcp.hub.config.Doc.startUp;

import io.nexusmcp.hub.config.ConfigNode.Mapping;
import java.util.List;
import java.util.Map;

/**
 * The whole configuration of a hub; a class receives only the part it needs.
 *
 * @param enableAuth when off, every caller may do everything
 * @param servers in the order of the file
 */
public record HubConfig(
        NexusEnvironment environment,
        ListenerConfig server,
        AdminConfig admin,
        boolean enableAuth,
        AuthConfig auth,
        AgentsConfig agents,
        RestrictionsConfig restrictions,
        List<McpServerConfig> servers,
        ValidationConfig validation,
        LimitsConfig limits,
        RateLimitsConfig rateLimit,
        SessionsConfig sessions,
        ReplayConfig replay,
        AuditConfig audit,
        LoggingConfig logging,
        MaskingConfig masking,
        TasksConfig tasks) {

    public HubConfig {
        servers = List.copyOf(servers);
    }

    static HubConfig read(Reading reading, Mapping root) {
        var config = read(Section.root(reading, root));
        reading.finish();
        return config;
    }

    private static HubConfig read(Section root) {
        root.optional(live("$schema", "The JSON Schema of this file, for editors."), Values.TEXT);
        HubConfig.database(root.section(startUp("database", "Where the hub keeps its state.")));
        return new HubConfig(
                NexusEnvironment.of(root.reading()),
                ListenerConfig.read(root.section(live("server", "The data plane, where MCP clients connect."))),
                AdminConfig.read(root.section(live("admin", "The admin plane, for operators."))),
                root.value(live("enableAuth", "Asks every caller for a credential."), Values.BOOL, true),
                AuthConfig.read(root.section(live("auth", "Users."))),
                AgentsConfig.read(root.section(live("agents", "Agents, and what is masked in answers."))),
                RestrictionsConfig.read(root.section(live("mcp", "What holds for all servers."))),
                ServersReader.read(root),
                ValidationConfig.read(root.section(live("validation", "Checks of arguments."))),
                LimitsConfig.read(root.section(live("limits", "Sizes, times and counts."))),
                RateLimitsConfig.read(root.section(live("rateLimit", "Requests by time."))),
                SessionsConfig.read(root.section(live("sessions", "Legacy sessions."))),
                ReplayConfig.read(root.section(live("replay", "What is kept for clients that lose a stream."))),
                AuditConfig.read(root.section(live("audit", "The audit log."))),
                LoggingConfig.read(root.section(live("logging", "What the hub writes about itself."))),
                MaskingConfig.read(root.section(live("security", "What is kept out of sight."))),
                TasksConfig.read(root.section(live("tasks", "Tasks, for which clients come back."))));
    }

    private static String database(Section section) {
        return section.value(
                startUp("type", "The kind of store; SQLite lies in the data directory."),
                new Choice<>(Map.of("sqlite", "sqlite"), Map.of("postgres", "DA-1", "postgresql", "DA-1")),
                "sqlite");
    }
}
