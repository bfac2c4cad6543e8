package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.catalog.Catalog;
import io.nexusmcp.core.identity.Caller;

/** An HTTP request of a known caller, with the snapshots it is judged by. */
record Context(Inbound inbound, Caller caller, Rules rules, Catalog catalog, ClientStream stream) {}
