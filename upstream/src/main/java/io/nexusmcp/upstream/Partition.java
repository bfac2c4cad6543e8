package io.nexusmcp.upstream;

import io.nexusmcp.protocol.ClientAbilities;

/**
 * Whose calls share a connection: those of one caller through clients that can be asked the same, since that is
 * declared once for a connection.
 */
record Partition(String caller, ClientAbilities abilities) {}
