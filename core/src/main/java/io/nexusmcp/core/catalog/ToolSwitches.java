package io.nexusmcp.core.catalog;

import java.util.Set;

/** Where it is kept what an operator switched off at run time. */
public interface ToolSwitches {
    /** Servers switched off, by name. */
    Set<String> servers();

    /** Tools switched off, as {@code server/tool} with the server's own name of the tool. */
    Set<String> tools();

    /** Durable when it returns. */
    void setServer(String server, boolean isOn);

    void setTool(String tool, boolean isOn);
}
