package io.nexusmcp.core.catalog;

import java.util.List;
import java.util.Optional;

/**
 * What administrators see of tools and do with them, by federated name. The changing methods give the state
 * afterwards, or empty when there is no such tool.
 */
public interface ToolAdministration {
    List<ToolStatus> list();

    /** Durable when it returns. */
    Optional<ToolStatus> enable(String tool);

    /** The next call is refused; durable when it returns. */
    Optional<ToolStatus> disable(String tool);
}
