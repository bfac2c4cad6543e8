package io.nexusmcp.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The notes kept, at most a thousand; safe for several threads. */
final class Notes {
    static final int MAX = 1000;

    /** One note; its number never changes. */
    record Note(int id, String title, String text) {
        String uri() {
            return "note:///" + id;
        }
    }

    private final List<Note> kept = new ArrayList<>();

    synchronized Note add(String title, String text) {
        if (kept.size() >= MAX) {
            throw new ToolFailure("There is no room for more than " + MAX + " notes");
        }
        var note = new Note(kept.size() + 1, title, text);
        kept.add(note);
        return note;
    }

    synchronized List<Note> all() {
        return List.copyOf(kept);
    }

    List<Note> containing(String words) {
        var sought = words.toLowerCase(Locale.ROOT);
        return all().stream()
                .filter(note -> (note.title() + "\n" + note.text())
                        .toLowerCase(Locale.ROOT)
                        .contains(sought))
                .toList();
    }

    Optional<Note> at(String uri) {
        return all().stream().filter(note -> note.uri().equals(uri)).findFirst();
    }
}
