package io.nexusmcp.core.api;

import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import java.net.URI;
import java.util.List;

/**
 * An HTTP API that a document describes: the tools it gives, what is sent for a call of one, and what an answer means.
 * It does no I/O, never changes, and equals another that was made of the same document and settings.
 */
public interface DescribedApi {
    /** Where the API is; every request goes there. */
    URI base();

    /** Definitions of tools in the newest revision, in the order of the document. */
    List<JsonObject> tools();

    /**
     * What is sent for a call. {@link io.nexusmcp.core.Refused} when there is no such tool or its arguments cannot be
     * carried to where the document wants them.
     */
    ApiRequest request(String tool, JsonObject arguments);

    /** What a caller gets: a result in the newest revision, which says so when the API refused. {@link
     * io.nexusmcp.core.Refused} when the answer must not leave the hub. */
    JsonObject result(ApiAnswer answer, JsonLimits limits);
}
