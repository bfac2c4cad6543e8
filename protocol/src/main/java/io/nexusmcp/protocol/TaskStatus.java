package io.nexusmcp.protocol;

import java.util.Optional;
import java.util.stream.Stream;

/** Where a task is; the last three never change again. */
public enum TaskStatus {
    WORKING("working"),
    INPUT_REQUIRED("input_required"),
    COMPLETED("completed"),
    FAILED("failed"),
    CANCELLED("cancelled");

    private final String text;

    TaskStatus(String text) {
        this.text = text;
    }

    public static Optional<TaskStatus> of(String text) {
        return Stream.of(values()).filter(status -> status.text.equals(text)).findFirst();
    }

    public String text() {
        return text;
    }

    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
