package io.nexusmcp.demo;

/** Tells the caller how far the work is, if it wants to know. */
interface Progress {
    void report(int done, int total, String words);
}
