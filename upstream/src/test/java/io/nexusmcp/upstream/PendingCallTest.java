package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.MessageDecoder;
import io.nexusmcp.protocol.json.JsonLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PendingCallTest {
    private final PendingCall call = new PendingCall();

    private static Message note(int size) {
        var text = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"data\":\""
                + "x".repeat(size) + "\"}}";
        return MessageDecoder.decode(text.getBytes(UTF_8), JsonLimits.DEFAULT);
    }

    private int delivered(int size, int tries) {
        var event = note(size);
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += call.deliver(event) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void hugeNotifications_forAClientThatDoesNotRead_areNotKept() {
        assertThat(delivered(900_000, 300)).isEqualTo(1);
    }

    @Test
    void smallNotifications_forAClientThatDoesNotRead_areKeptUpToACount() {
        assertThat(delivered(10, 1_000)).isEqualTo(256);
    }

    @Test
    void oneNotification_ofAnySize_isDelivered() {
        assertThat(delivered(5_000_000, 1)).isEqualTo(1);
    }

    @Test
    void notificationsThatWereRead_makeRoom() {
        for (int i = 0; i < 10; i++) {
            assertThat(delivered(900_000, 1)).isEqualTo(1);
            assertThat(call.next(Deadline.in(Duration.ofSeconds(5)))).isInstanceOf(Message.Notification.class);
        }
    }
}
