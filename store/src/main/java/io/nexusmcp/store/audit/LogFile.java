package io.nexusmcp.store.audit;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** An append-only file as the log needs it: what is written can be cut back. */
interface LogFile extends Closeable {
    void write(byte[] bytes, int length) throws IOException;

    void cutTo(long size) throws IOException;

    /** Returns when the content is on the device. Safe while another thread writes. */
    void force() throws IOException;

    /** Opens the file at a path for appending. */
    @FunctionalInterface
    interface Opener {
        LogFile open(Path path) throws IOException;
    }

    /**
     * A file of the file system. Not a {@link java.nio.channels.FileChannel}, which an interrupt of one writing thread
     * would close for all.
     */
    static LogFile open(Path path) throws IOException {
        var file = new RandomAccessFile(path.toFile(), "rw");
        file.seek(file.length());
        return new LogFile() {
            @Override
            public void write(byte[] bytes, int length) throws IOException {
                file.write(bytes, 0, length);
            }

            @Override
            public void cutTo(long size) throws IOException {
                file.setLength(size);
                file.seek(size);
            }

            @Override
            public void force() throws IOException {
                file.getFD().sync();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }
}
