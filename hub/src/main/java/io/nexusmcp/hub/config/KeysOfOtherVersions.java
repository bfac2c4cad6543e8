package io.nexusmcp.hub.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Keys that guides and editors print and this version does not have: none of them is passed over in silence. */
final class KeysOfOtherVersions {
    private static final Map<String, Answer> ANSWERS = answers();

    private KeysOfOtherVersions() {}

    /** What is told about such a key. */
    record Answer(String what, String mend) {}

    /** @param pattern the path as the reference would write it */
    static Optional<Answer> find(String pattern) {
        return Optional.ofNullable(ANSWERS.get(pattern.replaceFirst("^servers\\.", "mcpServers.")));
    }

    static boolean hasBelow(String pattern) {
        return ANSWERS.keySet().stream().anyMatch(key -> key.startsWith(pattern + "."));
    }

    static Map<String, Answer> all() {
        return ANSWERS;
    }

    private static Map<String, Answer> answers() {
        var answers = new LinkedHashMap<String, Answer>();
        hubGuide(answers);
        otherGuides(answers);
        editors(answers);
        return answers;
    }

    private static void hubGuide(Map<String, Answer> answers) {
        later(answers, "auth.jwt", "ID-2");
        later(answers, "auth.basic", "ID-4");
        later(answers, "auth.oauth", "ID-6");
        later(answers, "server.tls", "BR-5");
        for (var key : new String[] {"host", "port", "username", "password", "database", "ssl"}) {
            later(answers, "database." + key, "DA-1");
        }
        later(answers, "security.encryption", "DA-2");
        later(answers, "security.secretsManager", "DA-3");
        later(answers, "security.contacts", "AU-5");
        later(answers, "mcp.servers.authentication", "BR-6");
        later(answers, "mcp.servers.resourceLimits", "LV-4");
        later(answers, "agents.inputValidation", "AG-1");
        later(answers, "monitoring.security", "AU-4");
    }

    private static void otherGuides(Map<String, Answer> answers) {
        later(answers, "autoDiscovery", "MC-6");
        later(answers, "workflows", "WF-1");
        for (var key : new String[] {"gateway", "local", "advanced"}) {
            answers.put(
                    key,
                    new Answer(
                            "is a key of the stdio router, which is not in this version (RT-1)",
                            "remove it from the hub's file"));
        }
        later(answers, "logging.sanitize", "RT-8");
        later(answers, "logging.pii_sanitization", "RT-8");
        later(answers, "logging.exclude_bodies", "RT-8");
        later(answers, "logging.audit.include_auth", "RT-8");
        later(answers, "logging.audit.include_requests", "RT-8");
        answers.put("logging.audit.output", new Answer("is the stdio router's word for file", "write file"));
    }

    private static void editors(Map<String, Answer> answers) {
        later(answers, "mcpServers.NAME.resourceLimits", "LV-4");
        var approval = new Answer(
                "lets an editor call tools unasked, which a hub does not decide for it",
                "remove it; what callers may call is in auth.rbac and mcp.tools.restrictions");
        answers.put("mcpServers.NAME.autoApprove", approval);
        answers.put("mcpServers.NAME.alwaysAllow", approval);
        answers.put(
                "inputs",
                new Answer(
                        "asks a person in an editor, which a hub does not have",
                        "put the values in variables of the environment and write ${NAME}"));
        for (var key : new String[] {"serverUrl", "httpUrl"}) {
            answers.put("mcpServers.NAME." + key, new Answer("is another program's word for url", "write url"));
        }
        for (var key : new String[] {"transport", "transportType"}) {
            answers.put("mcpServers.NAME." + key, new Answer("is another program's word for type", "write type"));
        }
    }

    private static void later(Map<String, Answer> answers, String key, String row) {
        answers.put(key, new Answer("is known, not in this version (" + row + ")", "remove it until then"));
    }
}
