package dev.bnn.export.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.quantize.IntVector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The C example of an export, compiled with gcc where every warning is an error. */
public final class CompiledExample {
  private static final boolean GCC = isUsable();

  private CompiledExample() {}

  /**
   * What the program prints of an image.
   *
   * @param answer number of the class
   * @param name of the class
   * @param scores of all classes
   */
  public record Answer(int answer, String name, IntVector scores) {}

  /** Skips the test where there is no gcc; with CI=true that is a failure. */
  public static void require() {
    if (!GCC && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("gcc is not installed, and CI=true");
    }
    Assumptions.assumeTrue(GCC, "skipped: no gcc");
  }

  /**
   * Compiles and runs the example.
   *
   * @param weights folder of the export
   * @param folder where it may write
   * @param options further ones of gcc
   */
  public static List<Answer> run(Path weights, Path folder, List<byte[]> images, String... options)
      throws IOException {
    Path program = folder.resolve("classify");
    compile(weights, program, options);
    Path raw = Files.write(folder.resolve("images.raw"), WeightsReader.concatenate(images));
    Path out = folder.resolve("answers");
    Process process =
        new ProcessBuilder(program.toString())
            .redirectInput(raw.toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(waitFor(process)).isZero();
    List<Answer> answers = new ArrayList<>();
    for (String line : Files.readAllLines(out)) {
      String[] cells = line.split("\t", -1);
      assertThat(cells).hasSize(3);
      answers.add(
          new Answer(Integer.parseInt(cells[0]), cells[1], WeightsReader.integers(cells[2])));
    }
    return answers;
  }

  /** Compiles the example. */
  static void compile(Path weights, Path program, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("gcc", "-std=c99", "-O1", "-Wall", "-Wextra", "-Wpedantic", "-Werror"));
    command.addAll(List.of(options));
    command.addAll(List.of("-o", program.toString(), weights.resolve("c/example.c").toString()));
    Process gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
    String log = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(waitFor(gcc)).as(log).isZero();
  }

  private static boolean isUsable() {
    try {
      Process gcc = new ProcessBuilder("gcc", "--version").redirectErrorStream(true).start();
      gcc.getInputStream().readAllBytes();
      return waitFor(gcc) == 0;
    } catch (IOException e) {
      return false; // no such program
    }
  }

  private static int waitFor(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      throw new AssertionError(e);
    }
  }
}
