package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

/** How users prove who they are and what their roles permit: the keys of {@code auth}. */
public record AuthConfig(ApiKey apiKey, RolesConfig rbac) {
    static AuthConfig read(Section section) {
        return new AuthConfig(
                ApiKey.read(section.section(live("apiKey", "API keys of users."))),
                RolesConfig.read(section.section(live("rbac", "Roles and what they permit."))));
    }

    /** Whether API keys are taken, and from which header besides {@code Authorization}. */
    public record ApiKey(boolean enabled, String header) {
        static ApiKey read(Section section) {
            return new ApiKey(
                    section.value(live("enabled", "Accepts API keys."), Values.BOOL, true),
                    section.value(
                            live("header", "Header with the key, besides `Authorization: Bearer`."),
                            Values.HEADER,
                            "X-API-Key"));
        }
    }
}
