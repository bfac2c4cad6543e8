package io.nexusmcp.hub.config;

/**
 * Where a section is in the tree of keys.
 *
 * @param path as in this file
 * @param pattern as in the reference
 * @param hasVariables whether variables of the environment reach here
 * @param placeholder stands in the pattern for names that the operator chooses; empty where names are fixed
 */
record Place(String path, String pattern, boolean hasVariables, String placeholder) {
    static final Place ROOT = new Place("", "", true, "");

    Place below(String name) {
        return new Place(join(path, name), join(pattern, placeholder.isEmpty() ? name : placeholder), hasVariables, "");
    }

    /** The same place, its names chosen by the operator. */
    Place holding(String names) {
        return new Place(path, pattern, false, names);
    }

    Place item(String name, int index) {
        return new Place(join(path, name) + "[" + index + "]", join(pattern, name) + "[]", false, "");
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path.concat(".").concat(name);
    }
}
