package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Map;

/** How agents prove who they are, and what is taken out of answers: the keys of {@code agents}. */
public record AgentsConfig(Authentication authentication, OutputFiltering outputFiltering) {
    static AgentsConfig read(Section section) {
        return new AgentsConfig(
                Authentication.read(section.section(live("authentication", "Keys of agents."))),
                OutputFiltering.read(section.section(
                        live("outputFiltering", "What is masked in every answer, to whomever it goes."))));
    }

    /** Whether agent keys are taken, and from which header. */
    public record Authentication(boolean enabled, String header) {
        static Authentication read(Section section) {
            boolean enabled = section.value(live("enabled", "Accepts agent keys."), Values.BOOL, true);
            section.value(
                    live("type", "How agents authenticate."),
                    new Choice<>(Map.of("apiKey", "apiKey"), Map.of("jwt", "ID-2", "mtls", "ID-9")),
                    "apiKey");
            return new Authentication(
                    enabled, section.value(live("header", "Header with the key."), Values.HEADER, "X-Agent-Key"));
        }
    }

    /**
     * What is masked in answers.
     *
     * @param sensitivePatterns each match is masked
     */
    public record OutputFiltering(boolean enabled, List<Pattern> sensitivePatterns, Detectors detectors) {
        public OutputFiltering {
            sensitivePatterns = List.copyOf(sensitivePatterns);
        }

        static OutputFiltering read(Section section) {
            return new OutputFiltering(
                    section.value(live("enabled", "Filters answers."), Values.BOOL, true),
                    section.list(
                            live("sensitivePatterns", "Regular expressions whose matches are masked."),
                            Values.PATTERN,
                            List.of()),
                    Detectors.read(section.section(live("detectors", "Built-in detectors."))));
        }
    }

    /** The built-in detectors that run. */
    public record Detectors(boolean secrets, boolean cards, boolean email) {
        static Detectors read(Section section) {
            return new Detectors(
                    section.value(live("secrets", "Masks keys and tokens of known kinds."), Values.BOOL, true),
                    section.value(live("cards", "Masks payment card numbers (Luhn-checked)."), Values.BOOL, true),
                    section.value(live("email", "Masks e-mail addresses."), Values.BOOL, false));
        }
    }
}
