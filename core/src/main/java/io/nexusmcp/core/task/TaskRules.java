package io.nexusmcp.core.task;

/**
 * What one configuration says of tasks.
 *
 * @param ids sealed under its keys
 */
public record TaskRules(TaskIds ids, TaskLimits limits) {}
