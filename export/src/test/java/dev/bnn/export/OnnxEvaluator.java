package dev.bnn.export;

import dev.bnn.quantize.IntVector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** {@code onnx_evaluator.py}, which knows nothing of the exporter. */
public final class OnnxEvaluator {
  /** An interpreter that has ONNX and NumPy, looked for once. */
  private static final Optional<String> PYTHON =
      Stream.of("/usr/bin/python3", "python3").filter(OnnxEvaluator::isUsable).findFirst();

  private OnnxEvaluator() {}

  /** Skips the test where no Python has the packages; with CI=true that is a failure. */
  public static void require() {
    String missing = "python3 with the packages onnx and numpy is not installed";
    if (PYTHON.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new AssertionError(missing + ", and CI=true");
    }
    Assumptions.assumeTrue(PYTHON.isPresent(), missing);
  }

  /**
   * Checks files with {@code onnx.checker} and strict shape inference, and evaluates them.
   *
   * @param parent where a folder for the files is made
   * @param models bytes of ONNX files
   * @param images for each file what to run through it, one unsigned byte a value
   * @param batch images at a time
   * @return for every file the outputs of every image: the scores, and behind them the label if the
   *     file gives one
   */
  public static List<List<IntVector>> run(
      Path parent, List<byte[]> models, List<List<byte[]>> images, int batch) throws IOException {
    Path folder = Files.createTempDirectory(parent, "onnx");
    for (int i = 0; i < models.size(); i++) {
      Files.write(folder.resolve(i + ".onnx"), models.get(i));
      ByteArrayOutputStream pixels = new ByteArrayOutputStream();
      images.get(i).forEach(pixels::writeBytes);
      Files.write(folder.resolve(i + ".images"), pixels.toByteArray());
    }
    runScript(folder, "onnx_evaluator.py", folder.toString(), "" + batch);
    return IntStream.range(0, models.size())
        .mapToObj(i -> read(folder.resolve(i + ".scores")))
        .toList();
  }

  /** Runs a script of the test resources; that it fails is an error that tells what it said. */
  public static void runScript(Path folder, String name, String... arguments) throws IOException {
    Path script = folder.resolve(name);
    try (InputStream resource = OnnxEvaluator.class.getResourceAsStream("/" + name)) {
      Files.copy(resource, script);
    }
    Path log = folder.resolve("log");
    List<String> command = new ArrayList<>(List.of(PYTHON.orElseThrow(), script.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    int status = waitFor(process);
    if (status != 0) {
      throw new AssertionError("it ended with " + status + ":\n" + Files.readString(log));
    }
  }

  private static List<IntVector> read(Path file) {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.US_ASCII)) {
      return lines
          .map(line -> Arrays.stream(line.split(" ")).mapToInt(Integer::parseInt).toArray())
          .map(IntVector::of)
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isUsable(String python) {
    try {
      return waitFor(new ProcessBuilder(python, "-c", "import onnx, numpy").start()) == 0;
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
