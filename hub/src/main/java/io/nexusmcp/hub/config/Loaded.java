package io.nexusmcp.hub.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A configuration that was read and found good.
 *
 * @param warnings what an operator should know, sorted by place
 * @param version a short digest of everything in force, secrets included as digests only
 * @param files what it was read from; a change to one of them calls for a reload
 */
public record Loaded(HubConfig config, Origins origins, List<Problem> warnings, String version, Set<Path> files) {
    public Loaded {
        warnings = List.copyOf(warnings);
        files = Set.copyOf(files);
    }
}
