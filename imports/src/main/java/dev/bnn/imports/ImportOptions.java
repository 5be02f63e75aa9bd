package dev.bnn.imports;

import dev.bnn.quantize.Shape;
import java.util.List;
import java.util.Optional;

/**
 * What a file does not say, or says otherwise than wanted.
 *
 * @param name name of the network; else that in the file
 * @param classes names of the classes; else those in the file, else class 0, class 1, …
 * @param inputScale what a byte is multiplied with before it enters the file: 1 (0…255) or 1/255
 *     (0…1); else guessed
 * @param image shape of the image; else read from the file's input, or guessed
 * @param dataset name of the data set it was trained on, kept as provenance; may be empty
 */
public record ImportOptions(
    Optional<String> name,
    Optional<List<String>> classes,
    Optional<Scale> inputScale,
    Optional<Shape> image,
    String dataset) {
  /** What a byte of the image is multiplied with. */
  public enum Scale {
    /** Bytes as they are, 0…255. */
    BYTES,
    /** Divided by 255, 0…1. */
    UNIT
  }

  /** Nothing but what the file says. */
  public static ImportOptions none() {
    return new ImportOptions(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), "");
  }

  /** The same with a scale of the input. */
  public ImportOptions withInputScale(Scale scale) {
    return new ImportOptions(name, classes, Optional.of(scale), image, dataset);
  }
}
