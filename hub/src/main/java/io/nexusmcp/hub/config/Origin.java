package io.nexusmcp.hub.config;

/** Where a value of the configuration came from. */
public sealed interface Origin {
    /** As shown to an operator, such as {@code nexus.yaml:3:9}. */
    String text();

    /** Nobody set it. */
    record Default() implements Origin {
        @Override
        public String text() {
            return "default";
        }
    }

    /** A place in the file; line and column count from 1. */
    record File(String file, int line, int column) implements Origin {
        @Override
        public String text() {
            return file + ":" + line + ":" + column;
        }
    }

    /** A variable of the environment. */
    record Environment(String variable) implements Origin {
        @Override
        public String text() {
            return "environment " + variable;
        }
    }

    /** A flag of the command line, named by the key it sets. */
    record Flag(String key) implements Origin {
        @Override
        public String text() {
            return "flag " + key;
        }
    }
}
