package io.nexusmcp.adminplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ApiPageTest {
    private static final Path PAGE = Path.of("..", "docs", "admin-api.md");

    @Test
    void page_isFresh() throws IOException {
        try (var admin = new AdminFixture()) {
            var page = ApiPage.of(admin.routes());
            if (Boolean.getBoolean("update")) {
                Files.writeString(PAGE, page);
            }
            assertThat(PAGE)
                    .as("run this test once with -Dupdate=true")
                    .content()
                    .isEqualTo(page);
        }
    }
}
