package dev.bnn.experiments;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A browser without a window. */
final class Chromium {
  private static final int SECONDS = 120;

  private static final Optional<Path> PROGRAM =
      Stream.of("chromium", "chromium-browser", "google-chrome")
          .flatMap(
              name ->
                  Stream.of(System.getenv("PATH").split(File.pathSeparator))
                      .map(folder -> Path.of(folder, name)))
          .filter(Files::isExecutable)
          .findFirst();

  private Chromium() {}

  /** Skips the test where there is none; with CI=true that is a failure. */
  static void require() {
    String missing = "chromium is not installed";
    if (PROGRAM.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new AssertionError(missing + ", and CI=true");
    }
    Assumptions.assumeTrue(PROGRAM.isPresent(), missing);
  }

  /**
   * A page after its scripts.
   *
   * @param html what it became
   * @param console what its scripts wrote or threw, line by line
   */
  record Loaded(String html, List<String> console) {}

  /** Loads a page; its profile and what it says go to a folder beside it. */
  static Loaded load(Path page, String... options) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(page.getParent(), "chromium");
    Path out = folder.resolve("stdout");
    Path log = folder.resolve("stderr");
    List<String> command =
        new ArrayList<>(
            List.of(
                PROGRAM.orElseThrow().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--enable-logging=stderr",
                "--v=0",
                "--window-size=1200,1000",
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=5000",
                "--dump-dom"));
    command.addAll(List.of(options));
    command.add(page.toUri().toString());
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(log.toFile())
            .start();
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("chromium takes more than " + SECONDS + " s:\n" + read(log));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new AssertionError("chromium failed:\n" + read(log));
    }
    return new Loaded(
        read(out), read(log).lines().filter(line -> line.contains("CONSOLE")).toList());
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }
}
