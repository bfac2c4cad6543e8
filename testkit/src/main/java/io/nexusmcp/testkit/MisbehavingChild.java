package io.nexusmcp.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A stdio server that fails on command; whoever starts its command line commands it through a file. */
public final class MisbehavingChild {
    private final Script script;
    private final Path folder;

    /** Keeps its files in {@code folder}, which must exist. */
    public MisbehavingChild(Era era, Path folder) {
        this.script = new Script(era);
        this.folder = folder;
        save();
    }

    public List<String> command() {
        return ChildCommand.of(MisbehavingStdio.class, folder.toString());
    }

    public void misbehave(String method, Fault fault) {
        script.misbehave(method, fault);
        save();
    }

    public void behave() {
        script.behave();
        save();
    }

    /** Answers the method with exactly this text as its result. */
    public void answer(String method, String result) {
        script.answer(method, result);
        save();
    }

    /** Replaces the listed tools; the running child notices and says so. */
    public void tools(String... names) {
        script.tools(List.of(names));
        save();
    }

    /** Every line that any child of this folder was sent. */
    public List<String> requests() {
        try {
            var record = folder.resolve(MisbehavingStdio.RECORD);
            return Files.exists(record) ? Files.readAllLines(record) : List.of();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private synchronized void save() {
        try {
            var fresh = Files.writeString(folder.resolve("script.new"), script.write());
            Files.move(fresh, folder.resolve(MisbehavingStdio.SCRIPT), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
