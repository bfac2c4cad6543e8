package io.nexusmcp.hub;

import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.identity.ApiKeys;
import io.nexusmcp.core.identity.KeyAdministration;
import io.nexusmcp.store.DataDirectory;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the administrator's key at the first start, or again when it was lost: works from loopback only. */
final class FirstAdministrator {
    private final ApiKeys keys;
    private final DataDirectory directory;

    FirstAdministrator(ApiKeys keys, DataDirectory directory) {
        this.keys = keys;
        this.directory = directory;
    }

    /** The key, written to {@code admin-key} as well, if there was no administrator. */
    Optional<String> makeIfNone() {
        return keys.hasAdministrator() ? Optional.empty() : Optional.of(make());
    }

    String make() {
        var created = keys.create(new KeyAdministration.NewKey(
                ApiKey.Kind.BOOTSTRAP_ADMIN, "administrator", Set.of("admin"), Set.of(), List.of(), Optional.empty()));
        directory.writeAdminKey(created.secret());
        return created.secret().reveal();
    }
}
