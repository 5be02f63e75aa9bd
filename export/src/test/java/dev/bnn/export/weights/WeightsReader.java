package dev.bnn.export.weights;

import dev.bnn.export.OnnxEvaluator;
import dev.bnn.quantize.IntVector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code weights_reader.py}, which knows docs/weights.md and nothing of the exporter. */
public final class WeightsReader {
  private final Path folder;
  private final List<Path> answers = new ArrayList<>();
  private final StringBuilder jobs = new StringBuilder();

  /**
   * A reader.
   *
   * @param folder where it may write
   */
  public WeightsReader(Path folder) {
    this.folder = folder;
  }

  /** What is to be computed: from which folder, by the files of which format, of which images. */
  public void add(Path weights, String format, List<byte[]> images) throws IOException {
    String name = "job" + answers.size();
    Path scores = folder.resolve(name + ".scores");
    Path raw = Files.write(folder.resolve(name + ".raw"), concatenate(images));
    jobs.append(String.join("\t", "" + weights, format, "" + raw, "" + scores)).append('\n');
    answers.add(scores);
  }

  /** The scores of every image of every job. */
  public List<List<IntVector>> run() throws IOException {
    Path list = Files.writeString(folder.resolve("jobs"), jobs);
    OnnxEvaluator.runScript(folder, "weights_reader.py", list.toString());
    List<List<IntVector>> scores = new ArrayList<>();
    for (Path file : answers) {
      scores.add(Files.readAllLines(file).stream().map(WeightsReader::integers).toList());
    }
    return scores;
  }

  static byte[] concatenate(List<byte[]> images) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    images.forEach(bytes::writeBytes);
    return bytes.toByteArray();
  }

  static IntVector integers(String line) {
    return IntVector.of(Arrays.stream(line.split(" ")).mapToInt(Integer::parseInt).toArray());
  }
}
