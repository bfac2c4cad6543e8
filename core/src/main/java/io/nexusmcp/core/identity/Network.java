package io.nexusmcp.core.identity;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** A CIDR block (RFC 4632, RFC 4291 section 2.3). An IPv4 address inside IPv6 counts as the IPv4 address it holds. */
public final class Network {
    private final byte[] address;
    private final int prefixLength;

    private Network(byte[] address, int prefixLength) {
        this.address = address;
        this.prefixLength = prefixLength;
    }

    /** Empty when the text is not a literal address, alone or with a prefix length. */
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        var literal = slash < 0 ? text : text.substring(0, slash);
        try {
            var address = InetAddress.ofLiteral(literal).getAddress();
            int prefixLength = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
            if (prefixLength < 0 || prefixLength > address.length * 8) {
                return Optional.empty();
            }
            return Optional.of(new Network(address, prefixLength));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    static List<Network> parseAll(List<String> texts) {
        return texts.stream()
                .map(text -> parse(text).orElseThrow(() -> new KeyProblem("not a CIDR block: networks of a key")))
                .toList();
    }

    static boolean admits(List<Network> networks, InetAddress peer) {
        return networks.isEmpty() || networks.stream().anyMatch(network -> network.contains(peer));
    }

    public boolean contains(InetAddress peer) {
        return contains(peer.getAddress());
    }

    /** Whether all of another block lies in this one. */
    boolean contains(Network other) {
        return other.prefixLength >= prefixLength && contains(other.address);
    }

    private boolean contains(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit++) {
            int mask = 0x80 >> (bit & 7);
            if ((address[bit >> 3] & mask) != (other[bit >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }
}
