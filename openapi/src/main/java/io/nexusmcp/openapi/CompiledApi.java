package io.nexusmcp.openapi;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.api.ApiAnswer;
import io.nexusmcp.core.api.ApiRequest;
import io.nexusmcp.core.api.DescribedApi;
import io.nexusmcp.openapi.OperationTools.Tool;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A document that was read, with nothing kept of it but its tools. */
final class CompiledApi implements DescribedApi {
    private final URI base;
    private final Source source;
    private final Map<String, Tool> tools;
    private final List<JsonObject> definitions;
    private final ResultWriter results;

    /** What it was made of. */
    record Source(String digest, ApiSettings settings) {}

    CompiledApi(URI base, Source source, Map<String, Tool> tools, EchoGuard echoes) {
        this.base = base;
        this.source = source;
        this.tools = new LinkedHashMap<>(tools);
        this.definitions = tools.values().stream().map(Tool::definition).toList();
        this.results = new ResultWriter(echoes);
    }

    @Override
    public URI base() {
        return base;
    }

    @Override
    public List<JsonObject> tools() {
        return definitions;
    }

    @Override
    public ApiRequest request(String tool, JsonObject arguments) {
        var known = tools.get(tool);
        if (known == null) {
            throw new Refused(new Refusal.Unknown("tool", "not in the document"));
        }
        return known.plan().request(arguments);
    }

    @Override
    public JsonObject result(ApiAnswer answer, JsonLimits limits) {
        return results.write(answer, limits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CompiledApi api && source.equals(api.source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return "CompiledApi[" + tools.size() + " tools]";
    }
}
