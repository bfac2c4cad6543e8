package io.nexusmcp.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionTest {
    private static boolean covers(String grant, String action, String resource) {
        return Permission.parse(grant).orElseThrow().covers(action, Permission.segments(resource));
    }

    @ParameterizedTest
    @CsvSource({
        "*:*, execute, tools/github/create",
        "execute:*, execute, tools/github/create",
        "execute:tools/github/create, execute, tools/github/create",
        "execute:tools/github, execute, tools/github/create",
        "execute:tools/*/create, execute, tools/github/create",
        "execute:tools/github/*, execute, tools/github/create",
        "read:resources/fs/*, read, resources/fs/file:///a/b",
        "write:servers, write, servers/github",
    })
    void covers_grantedPath_isTrue(String grant, String action, String resource) {
        assertThat(covers(grant, action, resource)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "read:*, execute, tools/github/create",
        "execute:agents, execute, tools/github/create",
        "execute:tools/github/create, execute, tools/github",
        "execute:tools/git, execute, tools/github/create",
        "execute:tools/github/cre, execute, tools/github/create",
        "execute:tools/*/delete, execute, tools/github/create",
        "execute:tools/g*, execute, tools/github/create",
    })
    void covers_anythingElse_isFalse(String grant, String action, String resource) {
        assertThat(covers(grant, action, resource)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "read", ":", "read:", ":tools"})
    void parse_otherThanActionAndResource_isEmpty(String text) {
        assertThat(Permission.parse(text)).isEmpty();
    }

    /** A grant of something nobody ever asks for would look like one and give nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec:tools/x",
                "red:metrics",
                "execute:tool/toolbox/hash",
                "execute:keys",
                "write:metrics",
                "*:tool",
                "Read:tools",
                "read: tools"
            })
    void parse_ofWhatNothingEverAsksFor_isEmpty(String text) {
        assertThat(Permission.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"read:*", "*:tools/x", "write:agents", "execute:agents", "*:*", "read:config"})
    void parse_ofWhatIsAskedFor_isThere(String text) {
        assertThat(Permission.parse(text)).isPresent();
    }

    @Test
    void reachesBelow_onlyWhereSomethingBelowCouldBeCovered() {
        var grant = Permission.parse("execute:tools/github/create").orElseThrow();
        assertThat(grant.reachesBelow("execute", Permission.segments("tools/github")))
                .isTrue();
        assertThat(grant.reachesBelow("execute", Permission.segments("tools/gitlab")))
                .isFalse();
        assertThat(grant.reachesBelow("read", Permission.segments("tools/github")))
                .isFalse();
    }
}
