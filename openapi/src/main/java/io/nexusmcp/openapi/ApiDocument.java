package io.nexusmcp.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;
import io.nexusmcp.core.api.DescribedApi;
import java.util.List;
import java.util.Optional;

/** Reads an OpenAPI document, 3.0 or 3.1, JSON or YAML, whole: all that is wrong with it is told at once. */
public final class ApiDocument {
    private ApiDocument() {}

    /**
     * What became of a document.
     *
     * @param api empty when one of the findings is an error
     */
    public record Reading(Optional<DescribedApi> api, List<Finding> findings) {}

    public static Reading read(String text, boolean isYaml, ApiSettings settings) {
        var findings = new Findings();
        var root = DocumentReader.read(text, isYaml, findings);
        if (findings.hasErrors()) {
            return new Reading(Optional.empty(), findings.all());
        }
        var document = Document.of(root, findings);
        var base = ServerChoice.base(document, settings);
        var tools = new OperationTools(
                document, settings, base.map(url -> url.getRawPath()).orElse(""));
        var all = tools.read();
        if (findings.hasErrors() || base.isEmpty()) {
            return new Reading(Optional.empty(), findings.all());
        }
        var source = new CompiledApi.Source(Digests.sha256Hex(text.getBytes(UTF_8)), settings);
        return new Reading(Optional.of(new CompiledApi(base.get(), source, all, tools.echoes())), findings.all());
    }
}
