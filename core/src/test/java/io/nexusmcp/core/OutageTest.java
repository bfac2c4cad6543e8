package io.nexusmcp.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class OutageTest {
    private final Recorded log = new Recorded();
    private long now = Long.MAX_VALUE - 1_000;
    private final Outage outage = new Outage(log, "nothing can be written", () -> now);

    /** A full disk fails every request; its log must not fill another one. */
    @Test
    void failed_athousandTimes_saysSoOnceWithTheCause() {
        for (int count = 0; count < 1_000; count++) {
            outage.failed(new IOException("no space left"));
            now++;
        }

        assertThat(log.lines).containsExactly("ERROR nothing can be written java.io.IOException: no space left");
    }

    @Test
    void failed_stillAfterAMinute_saysHowOften() {
        outage.failed(new IOException("no space left"));
        outage.failed(new IOException("no space left"));
        now += TimeUnit.MINUTES.toNanos(1);
        outage.failed(new IOException("no space left"));

        assertThat(log.lines).hasSize(2).last().isEqualTo("ERROR nothing can be written; 3 times by now");
    }

    @Test
    void worked_afterFailures_saysSoOnce_andTheNextFailureHasItsCauseAgain() {
        outage.worked();
        outage.failed(new IOException("one"));
        outage.worked();
        outage.worked();
        outage.failed(new IOException("two"));

        assertThat(log.lines)
                .containsExactly(
                        "ERROR nothing can be written java.io.IOException: one",
                        "WARN over after 1 failures: nothing can be written",
                        "ERROR nothing can be written java.io.IOException: two");
    }

    private static final class Recorded extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1;

        private final transient List<String> lines = new ArrayList<>();

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String message,
                Object @Nullable [] arguments,
                @Nullable Throwable thrown) {
            var text = level + " " + MessageFormatter.basicArrayFormat(message, arguments);
            lines.add(thrown == null ? text : text + " " + thrown);
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        public boolean isTraceEnabled() {
            return true;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }
}
