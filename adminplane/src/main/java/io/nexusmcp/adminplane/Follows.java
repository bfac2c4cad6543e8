package io.nexusmcp.adminplane;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who is following the audit log, and how far each has come. Following is one act however often the client asks for
 * more, otherwise its own events would keep it busy for ever. Remembers the newest {@value #MAX} places.
 */
final class Follows {
    private static final int MAX = 1_000;

    private final Map<Place, Boolean> places = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Boolean> eldest) {
            return size() > MAX;
        }
    };

    private record Place(String caller, long sequence) {}

    /** Whether the caller was told before to go on from here. */
    synchronized boolean isGoingOn(String caller, long sequence) {
        return places.containsKey(new Place(caller, sequence));
    }

    synchronized void goOn(String caller, long sequence) {
        places.put(new Place(caller, sequence), true);
    }
}
