package io.nexusmcp.hub;

import io.nexusmcp.core.limit.Quota;
import io.nexusmcp.core.pipeline.QuestionLimits;
import io.nexusmcp.core.pipeline.ReplaySettings;
import io.nexusmcp.core.pipeline.Rules;
import io.nexusmcp.core.session.KeyRing;
import io.nexusmcp.dataplane.ConnectionSettings;
import io.nexusmcp.hub.config.Loaded;
import io.nexusmcp.upstream.UpstreamLimits;
import io.nexusmcp.web.Door;

/**
 * One configuration, compiled for all who obey it: replaced as a whole by a single write.
 *
 * @param ring under which its sessions and cursors are sealed
 * @param dataDoor of the data plane; leads to calls under these same rules
 * @param adminDoor of the admin plane
 * @param replay how clients go on with streams they lost
 * @param upstreams what servers may cost
 * @param connections which transports the data plane offers besides Streamable HTTP
 * @param questions what servers may ask clients
 * @param watches resources that callers may watch
 */
record InForce(
        Loaded loaded,
        Rules rules,
        KeyRing ring,
        Door dataDoor,
        Door adminDoor,
        ReplaySettings replay,
        UpstreamLimits upstreams,
        ConnectionSettings connections,
        QuestionLimits questions,
        Quota watches) {}
