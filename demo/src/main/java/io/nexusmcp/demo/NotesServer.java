package io.nexusmcp.demo;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Keeps notes in memory: a server of the era with a handshake, with tools, a resource for each note, and a prompt. */
public final class NotesServer implements Server {
    private static final Set<String> VERSIONS = Set.of("2025-03-26", "2025-06-18", "2025-11-25");
    private static final int NO_RESOURCE = -32002;

    private final Notes notes = new Notes();
    private final Toolset tools = new Toolset(List.of(
            Tool.of("""
                {"name":"add_note","title":"Add a note","description":"Keeps a note until the server ends.",
                 "inputSchema":{"type":"object","properties":{
                   "title":{"type":"string","minLength":1,"maxLength":200},
                   "text":{"type":"string","maxLength":10000}},
                 "required":["title","text"],"additionalProperties":false},
                 "annotations":{"readOnlyHint":false,"destructiveHint":false,"openWorldHint":false}}\
                """, (arguments, progress) -> add(arguments)),
            Tool.of("""
                {"name":"list_notes","title":"List notes","description":"Lists the titles of all notes.",
                 "inputSchema":{"type":"object","properties":{},"additionalProperties":false},
                 "annotations":{"readOnlyHint":true,"openWorldHint":false}}\
                """, (arguments, progress) -> titles(notes.all())),
            Tool.of("""
                {"name":"search_notes","title":"Search notes",
                 "description":"Finds the notes that contain some words, in any case.",
                 "inputSchema":{"type":"object","properties":{
                   "query":{"type":"string","minLength":1,"maxLength":200}},
                 "required":["query"],"additionalProperties":false},
                 "annotations":{"readOnlyHint":true,"openWorldHint":false}}\
                """, (arguments, progress) -> titles(notes.containing(arguments.text("query"))))));
    private final StdioLoop loop;

    NotesServer(StdioLoop loop) {
        this.loop = loop;
        notes.add("Welcome", "Notes live in memory, until the server ends.");
    }

    public static void main(String[] args) throws IOException {
        var loop = new StdioLoop(System.in, System.out);
        loop.run(new NotesServer(loop));
    }

    private ObjectNode add(Arguments arguments) {
        var note = notes.add(arguments.text("title"), arguments.text("text"));
        loop.announce("notifications/resources/list_changed");
        return Json.text("Kept as " + note.uri());
    }

    private static ObjectNode titles(List<Notes.Note> found) {
        var lines = found.stream().map(note -> note.uri() + " " + note.title()).toList();
        return Json.text(lines.isEmpty() ? "No notes" : String.join("\n", lines));
    }

    @Override
    public ObjectNode answer(String method, ObjectNode params, Progress progress) {
        return switch (method) {
            case "initialize" -> initialize(params);
            case "ping" -> Json.object();
            case "tools/list" -> tools.list();
            case "tools/call" -> tools.call(params, progress);
            case "resources/list" -> resources();
            case "resources/templates/list" -> Json.object("""
                {"resourceTemplates":[{"uriTemplate":"note:///{id}","name":"note","title":"A note",
                  "mimeType":"text/plain"}]}\
                """);
            case "resources/read" -> read(params.path("uri").asString(""));
            case "prompts/list" -> Json.object("""
                {"prompts":[{"name":"summarize_notes","title":"Summarize notes",
                  "description":"Asks for a summary of the notes, or of those on one topic.",
                  "arguments":[{"name":"topic","description":"Words that the notes contain"}]}]}\
                """);
            case "prompts/get" -> prompt(params);
            default -> throw new ProtocolError(ProtocolError.UNKNOWN_METHOD, "Method not found");
        };
    }

    private static ObjectNode initialize(ObjectNode params) {
        var offered = params.path("protocolVersion").asString("");
        var result = Json.object("""
            {"capabilities":{"tools":{},"resources":{"listChanged":true},"prompts":{}},
             "serverInfo":{"name":"nexus-demo-notes","title":"Notes","version":"0.1.0"},
             "instructions":"Keeps short notes for the length of a session."}\
            """);
        return result.put("protocolVersion", VERSIONS.contains(offered) ? offered : "2025-11-25");
    }

    private ObjectNode resources() {
        var result = Json.object();
        var listed = result.putArray("resources");
        for (var note : notes.all()) {
            listed.addObject()
                    .put("uri", note.uri())
                    .put("name", "note-" + note.id())
                    .put("title", note.title())
                    .put("mimeType", "text/plain");
        }
        return result;
    }

    private ObjectNode read(String uri) {
        var note = notes.at(uri)
                .orElseThrow(() -> new ProtocolError(
                        NO_RESOURCE, "Resource not found", Json.object().put("uri", uri)));
        var result = Json.object();
        result.putArray("contents")
                .addObject()
                .put("uri", uri)
                .put("mimeType", "text/plain")
                .put("text", note.text());
        return result;
    }

    private ObjectNode prompt(ObjectNode params) {
        if (!params.path("name").asString("").equals("summarize_notes")) {
            throw new ProtocolError(ProtocolError.INVALID_PARAMS, "Unknown prompt");
        }
        var topic = params.path("arguments").path("topic").asString("");
        var words = new StringBuilder("Summarize these notes in a few sentences.\n");
        for (var note : notes.containing(topic)) {
            words.append("\n# ")
                    .append(note.title())
                    .append('\n')
                    .append(note.text())
                    .append('\n');
        }
        var result = Json.object().put("description", "A summary of notes");
        result.putArray("messages")
                .addObject()
                .put("role", "user")
                .putObject("content")
                .put("type", "text")
                .put("text", words.toString());
        return result;
    }
}
