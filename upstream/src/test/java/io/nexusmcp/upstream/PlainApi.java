package io.nexusmcp.upstream;

import io.nexusmcp.core.api.ApiAnswer;
import io.nexusmcp.core.api.ApiRequest;
import io.nexusmcp.core.api.DescribedApi;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** An API whose tools are named after paths: a call posts its arguments there, and the answer is told in one line. */
record PlainApi(URI base) implements DescribedApi {
    @Override
    public List<JsonObject> tools() {
        return List.of(JsonSlice.trusted("{\"name\":\"work\",\"inputSchema\":{\"type\":\"object\"}}")
                .asObject());
    }

    @Override
    public ApiRequest request(String tool, JsonObject arguments) {
        var body = new ApiRequest.Body("application/json", arguments.whole().toBytes());
        return new ApiRequest(
                "POST",
                "/" + tool,
                List.of(new ApiRequest.Header("Accept", "application/json"), new ApiRequest.Header("X-Key", "s3cr3t")),
                Optional.of(body));
    }

    @Override
    public JsonObject result(ApiAnswer answer, JsonLimits limits) {
        var line = answer.status() + " " + answer.contentType().orElse("nothing") + " "
                + new String(answer.body(), StandardCharsets.UTF_8);
        return JsonObject.EMPTY.edit().set("answer", line).object();
    }
}
