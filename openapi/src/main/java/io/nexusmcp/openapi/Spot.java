package io.nexusmcp.openapi;

/** A place in the text of the document; line and column count from 1. */
record Spot(int line, int column) {
    static final Spot TOP = new Spot(1, 1);
}
