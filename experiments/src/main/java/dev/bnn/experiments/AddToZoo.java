package dev.bnn.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.AtomicFiles;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;

/** Adds the network of a run to the zoo of a checkout. */
public final class AddToZoo {
  /** Room for 3 million weights and their thresholds. */
  private static final long MOST_BYTES = 400 * 1024;

  private AddToZoo() {}

  /**
   * Scores the test set anew and writes {@code NAME.bnn}, then {@code NAME.json}.
   *
   * @param folder the run folder of a finished binary training
   * @param name what the network will be called
   * @param command the command that trained it
   * @param date day of the training
   * @param zoo the folder of the zoo
   * @param dataDirectory where data sets lie
   * @throws IllegalArgumentException if the run or the name will not do, saying why
   * @throws IOException if a file cannot be read or written
   */
  public static ZooEntry add(
      Path folder, String name, String command, LocalDate date, Path zoo, Path dataDirectory)
      throws IOException {
    check(Files.isDirectory(zoo), "no folder %s here: do this in a checkout of bnn", zoo);
    Run run = ReadRun.read(folder);
    BinaryNetwork network =
        run.network()
            .orElseThrow(() -> new IllegalArgumentException(folder + ": no model.bnn in it"));
    Outcome outcome =
        run.outcome()
            .orElseThrow(
                () -> new IllegalArgumentException(folder + ": no result of a training in it"));
    byte[] content = ModelFile.toBytes(network);
    check(
        content.length <= MOST_BYTES,
        "%s: model.bnn has %d bytes, the zoo takes up to %d",
        folder,
        content.length,
        MOST_BYTES);
    TestData data = TestData.find(run, dataDirectory);
    LabeledImages images =
        data.images()
            .orElseThrow(
                () -> new IllegalArgumentException("the test set is needed: " + data.reason()));
    int right = TestAnswers.of(network, images).confusion().right();
    check(
        (double) right / images.size() == network.provenance().testAccuracy(),
        "%s: %d of %d test images are right, but model.bnn has noted a test accuracy of %s",
        folder,
        right,
        images.size(),
        network.provenance().testAccuracy());
    ZooEntry entry =
        new ZooEntry(
            name,
            content.length,
            Zoo.sha256(content),
            network.hash(),
            run.option("dataset"),
            run.option("dataHash"),
            run.architecture(),
            run.option("encoding"),
            images.size(),
            right,
            outcome.validationAccuracy(),
            Long.parseLong(run.option("seed")),
            date.toString(),
            network.provenance().tool(),
            command);
    Path description = zoo.resolve(name + ".json");
    check(!Files.exists(description), "%s is there: remove it or choose another name", description);
    AtomicFiles.write(zoo.resolve(entry.file()), content);
    AtomicFiles.write(description, (entry.toJson().toPrettyString() + "\n").getBytes(UTF_8));
    return entry;
  }

  private static void check(boolean ok, String message, Object... arguments) {
    if (!ok) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, message, arguments));
    }
  }
}
