package io.nexusmcp.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which operations the operator gets. */
class SelectionTest {
    private static Api api() {
        return Api.paths("""
            /pets: {get: {operationId: listPets, tags: [pets]}, post: {operationId: addPet, tags: [pets, admin]}}
            /pets/{id}:
              parameters: [{name: id, in: path, required: true, schema: {}}]
              get: {operationId: getPet}
            /users: {get: {operationId: listUsers}}
            """);
    }

    @Test
    void patterns_nameIdsPathsAndTags() {
        assertThat(api().include("list*").toolNames()).containsExactly("listPets", "listUsers");
        assertThat(api().include("GET /pets*").toolNames()).containsExactly("listPets", "getPet");
        assertThat(api().include("* /pets").toolNames()).containsExactly("listPets", "addPet");
        assertThat(api().include("tag:pets").exclude("tag:admin").toolNames()).containsExactly("listPets");
        assertThat(api().exclude("listUsers", "getPet").toolNames()).containsExactly("listPets", "addPet");
    }

    @Test
    void pattern_thatFitsNothing_isAnError() {
        assertThat(api().include("listPets", "lostPets").exclude("tag:nothing").findings())
                .containsExactly(
                        "include: has lostPets, which fits no operation; write an operationId, METHOD /path or"
                                + " tag:NAME, with * for any text",
                        "exclude: has tag:nothing, which fits no operation; write an operationId, METHOD /path or"
                                + " tag:NAME, with * for any text");
    }

    @Test
    void problems_ofWhatIsExcluded_areNotTold() {
        var api = Api.paths("/a: {get: {operationId: good}}\nbad: {get: {operationId: bad, parameters: 7}}\n");

        assertThat(api.findings()).isNotEmpty();
        assertThat(api.exclude("bad").toolNames()).containsExactly("good");
    }

    @ParameterizedTest
    @CsvSource({
        "a,a,true",
        "a,b,false",
        "a*,a,true",
        "*a,ba,true",
        "a*a,a,false",
        "a*b*c,axbxc,true",
        "a*b*c,acb,false",
        "**,x,true",
        "*bb,abb,true",
        "a*ab,aab,true"
    })
    void star_standsForAnyText(String pattern, String text, boolean matches) {
        assertThat(Selection.matches(pattern, text)).isEqualTo(matches);
    }
}
