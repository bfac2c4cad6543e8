package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.guard.ArgumentGuard;
import io.nexusmcp.core.guard.QuestionGuard;
import io.nexusmcp.core.guard.Redactor;
import io.nexusmcp.core.identity.Identity;
import io.nexusmcp.core.limit.Concurrency;
import io.nexusmcp.core.limit.RateLimiter;
import io.nexusmcp.core.policy.Policy;
import io.nexusmcp.protocol.json.JsonLimits;

/**
 * One configuration, compiled. A request reads it once and keeps it, so a reload never mixes two.
 *
 * @param version digest of the configuration, written to every audit record
 * @param streams open GET streams by caller
 * @param pageSize items on one page of a list
 */
public record Rules(
        String version,
        Identity identity,
        RateLimiter callerLimit,
        Concurrency calls,
        Concurrency streams,
        JsonLimits json,
        Policy policy,
        ArgumentGuard arguments,
        Redactor redactor,
        int pageSize,
        QuestionGuard questions) {}
