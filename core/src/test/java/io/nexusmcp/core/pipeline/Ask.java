package io.nexusmcp.core.pipeline;

import static io.nexusmcp.core.pipeline.TestPipeline.object;

import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.core.route.Exchange.Answer;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonText;

/** Questions as test servers put them. */
final class Ask {
    static final String FORM = "{\"message\":\"What is your name?\",\"requestedSchema\":{\"type\":\"object\","
            + "\"properties\":{\"name\":{\"type\":\"string\"}},\"required\":[\"name\"]}}";
    static final String SAMPLE =
            "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"hi\"}}],\"maxTokens\":9}";

    private Ask() {}

    /** What a server of 2025-11-25 answers when somebody has to sign in first. */
    static UpstreamReply pageRequired(String url) {
        return new UpstreamReply.Failure(
                Revision.V2025_11_25,
                ErrorCode.URL_ELICITATION_REQUIRED,
                object("{\"code\":-32042,\"message\":\"Sign in\",\"data\":{\"elicitations\":[{\"mode\":\"url\","
                        + "\"elicitationId\":\"e1\",\"message\":\"Sign in\",\"url\":\"" + url + "\"}]}}"));
    }

    static Answer form(Exchange exchange) {
        return exchange.ask("elicitation/create", object(FORM));
    }

    /** A tool's result that repeats what the client answered. */
    static UpstreamReply echo(Answer answer) {
        var text = switch (answer) {
            case Answer.Given given -> given.result().whole().text();
            case Answer.Refused refused -> "refused " + refused.code();
            case Answer.Failed failed -> "failed " + failed.code();
            case Answer.Over _ -> "over";
        };
        return TestPipeline.result("{\"content\":[{\"type\":\"text\",\"text\":" + JsonText.quote(text) + "}]}");
    }
}
