package io.nexusmcp.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/**
 * Every source file has the formatter's layout. It runs here, in the build's own JDK 25, because a plugin would run
 * in Maven's JVM, which may be older than the language. {@code mvn -pl quality test -Dformat=apply} rewrites the files.
 */
class FormatTest {
    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    @Test
    void everySource_hasTheFormattersLayout() throws IOException, FormatterException {
        boolean isApplied = "apply".equals(System.getProperty("format"));
        var wrong = new ArrayList<String>();
        for (var path : Sources.java()) {
            var source = Sources.read(path);
            var formatted = formatter.formatSourceAndFixImports(source);
            if (!formatted.equals(source)) {
                if (isApplied) {
                    Files.writeString(path, formatted);
                } else {
                    wrong.add(Sources.name(path));
                }
            }
        }
        assertThat(wrong).as("run mvn -pl quality test -Dformat=apply").isEmpty();
    }
}
