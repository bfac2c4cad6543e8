package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tools each agent is held to: the keys of {@code mcp.tools.restrictions}.
 *
 * @param allowedTools by agent, federated names or unique bare ones; an agent that is not listed gets none
 */
public record RestrictionsConfig(boolean enabled, Map<String, List<String>> allowedTools) {
    public RestrictionsConfig {
        allowedTools = Map.copyOf(allowedTools);
    }

    static RestrictionsConfig read(Section mcp) {
        var tools = mcp.section(live("tools", "Tools of all servers."));
        return restrictions(tools.section(live("restrictions", "Which tools agents are held to.")));
    }

    private static RestrictionsConfig restrictions(Section section) {
        boolean enabled = section.value(
                live("enabled", "Holds agents to their lists; an agent without a list gets no tool."),
                Values.BOOL,
                false);
        var agents = section.named(live("allowedTools", "The tools of each agent, by the agent's name."), "AGENT");
        var allowed = new LinkedHashMap<String, List<String>>();
        for (var agent : agents.names()) {
            var sentence = "Names such as `server__tool`, or the tool's own where only one server has it.";
            allowed.put(agent, agents.list(live(agent, sentence), Values.TEXT, List.of()));
        }
        return new RestrictionsConfig(enabled, allowed);
    }
}
