package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

import java.util.List;

/**
 * What is masked in logs and errors: the keys of {@code security.logging}.
 *
 * @param sensitiveFields names whose values are masked
 */
public record MaskingConfig(boolean maskSensitiveData, List<String> sensitiveFields) {
    public MaskingConfig {
        sensitiveFields = List.copyOf(sensitiveFields);
    }

    static MaskingConfig read(Section security) {
        var section = security.section(live("logging", "What is masked in logs and errors."));
        return new MaskingConfig(
                section.value(
                        live("maskSensitiveData", "Masks the fields below and whatever looks like a secret."),
                        Values.BOOL,
                        true),
                section.list(
                        live("sensitiveFields", "Names of fields whose values are masked."),
                        Values.NAME,
                        List.of("password", "token", "apiKey", "secret", "authorization")));
    }
}
