package io.nexusmcp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TaskSupportTest {
    private static final JsonObject CORE = object("{\"tasks\":{\"requests\":{\"tools\":{\"call\":{}}}}}");
    private static final JsonObject EXTENDED = object("{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}");

    private static JsonObject object(String json) {
        return JsonSlice.trusted(json).asObject();
    }

    private static JsonObject tool(String support) {
        return object("{\"name\":\"t\",\"execution\":{\"taskSupport\":\"" + support + "\"}}");
    }

    @Test
    void offer_countsInTheRevisionThatKnowsIt() {
        assertThat(TaskSupport.isOffered(CORE, Revision.V2025_11_25)).isTrue();
        assertThat(TaskSupport.isOffered(CORE, Revision.V2025_06_18)).isFalse();
        assertThat(TaskSupport.isOffered(CORE, Revision.NEWEST)).isFalse();
        assertThat(TaskSupport.isOffered(EXTENDED, Revision.NEWEST)).isTrue();
        assertThat(TaskSupport.isOffered(EXTENDED, Revision.V2025_11_25)).isFalse();
        assertThat(TaskSupport.isOffered(object("{\"tasks\":{\"list\":{}}}"), Revision.V2025_11_25))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"required,REQUIRED", "optional,OPTIONAL", "forbidden,FORBIDDEN", "sometimes,FORBIDDEN"})
    void toolOfALegacyServer_saysItself(String said, TaskSupport expected) {
        assertThat(TaskSupport.of(tool(said), CORE, Revision.V2025_11_25)).isEqualTo(expected);
        assertThat(TaskSupport.of(tool(said), JsonObject.EMPTY, Revision.V2025_11_25))
                .isEqualTo(TaskSupport.FORBIDDEN);
    }

    @Test
    void toolOfAModernServer_mayBecomeATaskWhateverItSays() {
        assertThat(TaskSupport.of(tool("forbidden"), EXTENDED, Revision.NEWEST)).isEqualTo(TaskSupport.OPTIONAL);
    }

    @Test
    void declared_inTheWordsOfTheClient() {
        var plain = object("{\"tools\":{}}");
        assertThat(TaskSupport.declare(plain, Revision.V2025_06_18).whole().text())
                .isEqualTo("{\"tools\":{}}");
        assertThat(TaskSupport.declare(plain, Revision.V2025_11_25).whole().text())
                .isEqualTo("{\"tools\":{},\"tasks\":{\"list\":{},\"cancel\":{},"
                        + "\"requests\":{\"tools\":{\"call\":{}}}}}");
        assertThat(TaskSupport.declare(plain, Revision.NEWEST).whole().text())
                .isEqualTo("{\"tools\":{},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}");
    }

    @Test
    void listed_onlyWhereTheClientKnowsTheWord() {
        assertThat(TaskSupport.REQUIRED
                        .listed(tool("required"), Revision.V2025_11_25)
                        .whole()
                        .text())
                .contains("\"taskSupport\":\"required\"");
        assertThat(TaskSupport.OPTIONAL
                        .listed(object("{\"name\":\"t\"}"), Revision.V2025_11_25)
                        .whole()
                        .text())
                .isEqualTo("{\"name\":\"t\",\"execution\":{\"taskSupport\":\"optional\"}}");
    }

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"V2025_06_18", "V2026_07_28"})
    void listed_toOthers_saysNothingOfTasks(Revision client) {
        assertThat(TaskSupport.REQUIRED.listed(tool("required"), client).whole().text())
                .isEqualTo("{\"name\":\"t\"}");
        assertThat(TaskSupport.FORBIDDEN
                        .listed(object("{\"execution\":{\"taskSupport\":\"required\",\"more\":1}}"), client)
                        .whole()
                        .text())
                .isEqualTo("{\"execution\":{\"more\":1}}");
    }

    @Test
    void relatedTask_isReadWrittenAndTakenAway() {
        var related = Meta.relatedTo(object("{\"a\":1,\"_meta\":{\"k\":2}}"), "t");
        assertThat(Meta.relatedTask(related)).contains("t");
        assertThat(Meta.unrelated(related).whole().text()).isEqualTo("{\"a\":1,\"_meta\":{\"k\":2}}");
        assertThat(Meta.unrelated(Meta.relatedTo(object("{}"), "t")).whole().text())
                .isEqualTo("{}");
    }
}
