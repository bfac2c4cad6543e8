package io.nexusmcp.core.catalog;

import io.nexusmcp.core.ServerName;
import java.util.List;
import java.util.Optional;

/**
 * What administrators see of servers and do with them. The changing methods give the state afterwards, or empty when
 * there is no such server, and throw {@link SwitchProblem} with advice when it cannot be done.
 */
public interface ServerAdministration {
    /** All configured servers in the order of the configuration. */
    List<ServerStatus> list();

    /** What is configured and cannot hold, now that it is known what the servers offer; a sentence each. */
    List<String> warnings();

    /** Durable when it returns. */
    Optional<ServerStatus> enable(ServerName server);

    /** Its tools leave every list and calls to it are refused at once; durable when it returns. */
    Optional<ServerStatus> disable(ServerName server);

    /** Closes what is open to the server and connects again. */
    Optional<ServerStatus> restart(ServerName server);
}
