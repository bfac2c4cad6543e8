package io.nexusmcp.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.identity.Network;
import io.nexusmcp.core.limit.RateLimit;
import io.nexusmcp.testkit.RawHttp;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {
    private static final RateLimit THREE = new RateLimit(3, Duration.ofHours(1), 0);
    private static final AccessRules BEHIND_PROXY = new AccessRules(
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(
                    Network.parse("127.0.0.0/8").orElseThrow(),
                    Network.parse("10.0.0.0/8").orElseThrow()));

    private static DoorLimits limits(int maxConnections, int maxPerIp) {
        var quick = GuardedPort.QUICK;
        return new DoorLimits(
                quick.maxHeaderBytes(),
                quick.maxBodyBytes(),
                Duration.ofSeconds(10),
                quick.bodyTimeout(),
                Duration.ofSeconds(10),
                0,
                maxConnections,
                maxPerIp);
    }

    @Test
    void limitOfAnAddress_isExact_andCountsLoopbackToo() {
        try (var guarded = new GuardedPort(limits(10, 10), AccessRules.OWN_ADDRESS_ONLY, THREE)) {
            for (int request = 0; request < 3; request++) {
                assertThat(guarded.get().status()).isEqualTo(200);
            }
            var answer = guarded.get();
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.header("X-RateLimit-Limit")).isEqualTo("3");
            assertThat(answer.header("X-RateLimit-Remaining")).isEqualTo("0");
            assertThat(Long.parseLong(answer.header("Retry-After"))).isBetween(1000L, 1200L);
            assertThat(answer.header("X-RateLimit-Reset")).isEqualTo(answer.header("Retry-After"));
            assertThat(guarded.refusals).containsExactly("limit of the address 429 127.0.0.1");
        }
    }

    @Test
    void limitOfAnAddress_leavesHealthProbesAlone() {
        try (var guarded = new GuardedPort(limits(10, 10), AccessRules.OWN_ADDRESS_ONLY, THREE)) {
            for (int request = 0; request < 5; request++) {
                guarded.exchange("GET /health/ready HTTP/1.1\r\n" + guarded.host() + "\r\n");
            }
            assertThat(guarded.get().status()).isEqualTo(200);
            assertThat(guarded.refusals).doesNotContain("limit of the address 429 127.0.0.1");
        }
    }

    @Test
    void limitOfAnAddress_isNotDodgedByASpoofedHeader() {
        try (var guarded = new GuardedPort(limits(10, 10), AccessRules.OWN_ADDRESS_ONLY, THREE)) {
            for (int request = 0; request < 3; request++) {
                assertThat(guarded.get("X-Forwarded-For: 203.0.113." + request, "X-Real-IP: 203.0.113." + request)
                                .body())
                        .contains("from 127.0.0.1");
            }
            assertThat(guarded.get("X-Forwarded-For: 203.0.113.9", "Forwarded: for=203.0.113.9")
                            .status())
                    .isEqualTo(429);
        }
    }

    @Test
    void forwardedAddress_ofADeclaredProxy_countsForItself() {
        try (var guarded = new GuardedPort(limits(10, 10), BEHIND_PROXY, THREE)) {
            for (int request = 0; request < 3; request++) {
                assertThat(guarded.get("X-Forwarded-For: 203.0.113.1").status()).isEqualTo(200);
            }
            assertThat(guarded.get("X-Forwarded-For: 203.0.113.1").status()).isEqualTo(429);
            assertThat(guarded.get("X-Forwarded-For: 203.0.113.1, 203.0.113.2").body())
                    .contains("from 203.0.113.2 ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7 | 203.0.113.7",
                "1.1.1.1, 203.0.113.7 | 203.0.113.7",
                "203.0.113.7, 10.1.1.1 | 203.0.113.7",
                "1.1.1.1, 203.0.113.7, 10.1.1.1, 10.2.2.2 | 203.0.113.7",
                "10.3.3.3, 10.1.1.1 | 10.3.3.3",
                "garbage | 127.0.0.1",
                "garbage, 10.1.1.1 | 10.1.1.1",
                "203.0.113.7:80 | 127.0.0.1",
                "127.1 | 127.0.0.1",
                "fe80::1%eth0 | 127.0.0.1",
                "localhost | 127.0.0.1",
                "2001:db8::7 | 2001:db8:0:0:0:0:0:7",
                "::ffff:203.0.113.7 | 203.0.113.7"
            })
    void peer_isTheRightMostAddressNobodyVouchesFor(String forwarded, String expected) throws Exception {
        assertThat(behindProxy(forwarded)).isEqualTo(InetAddress.ofLiteral(expected));
    }

    @Test
    void peer_isFoundOverSeveralHeaders() {
        assertThat(behindProxy("203.0.113.7", "10.1.1.1")).isEqualTo(InetAddress.ofLiteral("203.0.113.7"));
        assertThat(behindProxy()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
    }

    private static InetAddress behindProxy(String... forwarded) {
        var headers = HttpFields.build();
        List.of(forwarded).forEach(value -> headers.add(HttpHeader.X_FORWARDED_FOR, value));
        return PeerAddress.of(InetAddress.ofLiteral("127.0.0.1"), headers, BEHIND_PROXY);
    }

    @Test
    void connections_beyondTheCapOfAnAddress_areClosed_andPlacesComeBack() {
        try (var guarded = new GuardedPort(limits(100, 2), AccessRules.OWN_ADDRESS_ONLY, GuardedPort.PLENTY)) {
            try (var first = open(guarded);
                    var second = open(guarded);
                    var third = guarded.connect()) {
                third.awaitClose();
                assertThat(ask(guarded, first)).isEqualTo(200);
                assertThat(ask(guarded, second)).isEqualTo(200);
            }
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(guarded.get().status()).isEqualTo(200));
        }
    }

    @Test
    void connections_beyondTheCapInAll_areClosed_evenOfAProxy() {
        try (var guarded = new GuardedPort(limits(2, 1), BEHIND_PROXY, GuardedPort.PLENTY);
                var first = open(guarded);
                var second = open(guarded);
                var third = guarded.connect()) {
            third.awaitClose();
            assertThat(ask(guarded, first)).isEqualTo(200);
            assertThat(ask(guarded, second)).isEqualTo(200);
        }
    }

    /** A connection that has been accepted for certain. */
    private static RawHttp open(GuardedPort guarded) {
        var http = guarded.connect();
        assertThat(ask(guarded, http)).isEqualTo(200);
        return http;
    }

    private static int ask(GuardedPort guarded, RawHttp http) {
        return http.send("GET /count HTTP/1.1\r\n" + guarded.host() + "\r\n")
                .read()
                .status();
    }

    @Test
    void addressesOfOneIpv6Subscriber_countAsOne() {
        assertThat(PeerAddress.subscriber(InetAddress.ofLiteral("2001:db8:1:2::1")))
                .isEqualTo(PeerAddress.subscriber(InetAddress.ofLiteral("2001:db8:1:2:ffff::9")))
                .isNotEqualTo(PeerAddress.subscriber(InetAddress.ofLiteral("2001:db8:1:3::1")));
        assertThat(PeerAddress.subscriber(InetAddress.ofLiteral("192.0.2.1")))
                .isNotEqualTo(PeerAddress.subscriber(InetAddress.ofLiteral("192.0.2.2")));
    }
}
