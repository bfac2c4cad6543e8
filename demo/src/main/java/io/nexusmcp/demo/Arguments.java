package io.nexusmcp.demo;

import tools.jackson.databind.node.ObjectNode;

/** The arguments of a call, each checked as it is asked for. */
record Arguments(ObjectNode values) {
    String text(String name) {
        if (!values.path(name).isString()) {
            throw new ToolFailure("The argument " + name + " must be a string");
        }
        return values.path(name).stringValue();
    }

    String text(String name, String otherwise) {
        return values.has(name) ? text(name) : otherwise;
    }

    int integer(String name, int otherwise, int min, int max) {
        var value = values.path(name);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isInt() || value.intValue() < min || value.intValue() > max) {
            throw new ToolFailure("The argument " + name + " must be an integer from " + min + " to " + max);
        }
        return value.intValue();
    }

    double number(String name) {
        if (!values.path(name).isNumber()) {
            throw new ToolFailure("The argument " + name + " must be a number");
        }
        return values.path(name).doubleValue();
    }
}
