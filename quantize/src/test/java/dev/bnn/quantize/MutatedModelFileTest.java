package dev.bnn.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happened to a {@code model.bnn}: one clear line, soon, and in little memory. */
class MutatedModelFileTest {
  private static final int SAMPLE = 499;
  private static final int ALL = 10_000;

  /** Less than the promised 1 GB: the rest is for the JVM itself. */
  private static final String MOST_HEAP = "-Xmx768m";

  @TempDir Path folder;

  @Test
  void a_damaged_file_is_refused_in_one_line() throws IOException {
    MutatedModels mutated = new MutatedModels();
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          int read = 0;
          for (int i = 0; i < SAMPLE; i++) {
            read += mutated.read(i, folder.resolve("mutated.bnn")) ? 1 : 0;
          }
          assertThat(read).as("files with harmless damage").isBetween(1, SAMPLE / 4);
        });
  }

  /** In a process of its own, whose heap is limited and that can be ended if it hangs. */
  @Tag("slow")
  @Test
  void ten_thousand_damaged_files_are_refused_in_a_heap_of_768_megabytes() throws Exception {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    MOST_HEAP,
                    "-cp",
                    System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")),
                    MutatedModels.class.getName(),
                    folder.toString(),
                    "0",
                    "" + ALL))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(15, TimeUnit.MINUTES)).as("ends").isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isZero();
      assertThat(log).content().startsWith("read ");
    } finally {
      process.destroyForcibly();
    }
  }
}
