package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.guard.ArgumentGuard;
import io.nexusmcp.core.guard.QuestionGuard;
import io.nexusmcp.core.guard.Redactor;
import io.nexusmcp.core.identity.Identity;
import io.nexusmcp.core.limit.Concurrency;
import io.nexusmcp.core.limit.RateLimiter;
import io.nexusmcp.core.limit.StreamPlaces;
import io.nexusmcp.core.policy.Policy;
import io.nexusmcp.core.session.Cursors;
import io.nexusmcp.core.session.RequestStates;
import io.nexusmcp.core.session.Sessions;
import io.nexusmcp.core.task.TaskRules;
import io.nexusmcp.protocol.json.JsonLimits;
import java.util.List;

/**
 * One configuration, compiled. A request reads it once and keeps it, so a reload never mixes two.
 *
 * @param version digest of the configuration, written to every audit record
 * @param streams open streams by caller, and its connections apart from them
 * @param maxAnswerBytes of one server's answer, and of all answers to one batch together
 * @param pageSize items on one page of a list
 * @param servers the only ones there are for these rules, whatever else is connected while a reload goes on
 */
public record Rules(
        String version,
        Identity identity,
        RateLimiter callerLimit,
        Concurrency calls,
        StreamPlaces streams,
        JsonLimits json,
        long maxAnswerBytes,
        Policy policy,
        ArgumentGuard arguments,
        Redactor redactor,
        int pageSize,
        Sessions sessions,
        Cursors cursors,
        List<ServerSpec> servers,
        RequestStates states,
        QuestionGuard questions,
        TaskRules tasks) {
    public Rules {
        servers = List.copyOf(servers);
    }
}
