package io.nexusmcp.protocol.json;

/** Bytes that are not the JSON we accept. The message names the rule and the place and repeats none of the input. */
public final class JsonProblem extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String rule;

    public JsonProblem(String rule) {
        super(rule, null, false, false);
        this.rule = rule;
    }

    public String rule() {
        return rule;
    }
}
