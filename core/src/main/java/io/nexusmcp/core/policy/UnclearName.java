package io.nexusmcp.core.policy;

import java.util.List;

/**
 * A name in an agent's list of tools that may mean several tools, and so allows none.
 *
 * @param tools {@code server/tool} paths of those it may mean
 */
public record UnclearName(String agent, String name, List<String> tools) {}
