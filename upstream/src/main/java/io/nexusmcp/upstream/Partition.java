package io.nexusmcp.upstream;

import io.nexusmcp.protocol.ClientAbilities;

/**
 * Whose calls share a connection: those of one caller through clients that can be asked the same, since that is
 * declared once for a connection.
 *
 * @param lane 0, unless a question is open on the connections with lower numbers
 */
record Partition(String caller, ClientAbilities abilities, int lane) {
    Partition next() {
        return new Partition(caller, abilities, lane + 1);
    }
}
