package io.nexusmcp.core.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.core.Refused;
import io.nexusmcp.protocol.json.JsonSlice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A schema cannot make the hub connect anywhere. */
class ExternalReferenceTest {
    @Test
    void schemaWithAnExternalReference_touchesNoNetwork() throws IOException {
        try (var listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.configureBlocking(false);
            var url = "http://127.0.0.1:" + ((InetSocketAddress) listener.getLocalAddress()).getPort() + "/x";
            var schemas = new Schemas();
            for (var schema : List.of(
                    "{\"$ref\":\"URL\"}",
                    "{\"$schema\":\"URL\"}",
                    "{\"$id\":\"URL\",\"properties\":{\"a\":{\"$ref\":\"y\"}}}",
                    "{\"properties\":{\"a\":{\"$dynamicRef\":\"URL#a\"}}}",
                    "{\"$defs\":{\"a\":{\"$schema\":\"URL\",\"$id\":\"b\"}},\"properties\":{\"a\":{\"$ref\":\"b\"}}}")) {
                var tool = Tools.taking(schema.replace("URL", url));
                schemas.compile(tool);
                assertThatExceptionOfType(Refused.class)
                        .as(schema)
                        .isThrownBy(() -> schemas.check(tool, JsonSlice.trusted("{\"a\":{\"b\":1}}")));
            }
            assertThat(listener.accept()).isNull();
        }
    }
}
