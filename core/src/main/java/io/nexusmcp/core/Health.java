package io.nexusmcp.core;

/**
 * How one component of the hub is.
 *
 * @param required whether the hub is unready without it
 * @param detail a short sentence for operators, without secrets
 */
public record Health(String component, boolean isUp, boolean required, String detail) {}
