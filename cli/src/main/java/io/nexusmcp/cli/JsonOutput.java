package io.nexusmcp.cli;

/** A command that can print JSON, its errors too. */
interface JsonOutput {
    boolean isJson();
}
