package dev.bnn.datasets;

import java.util.List;

/**
 * What is known about a data set without loading it.
 *
 * @param name name as on the command line
 * @param description what the images show, one line
 * @param channels 1 for grey, 3 for red, green, blue
 * @param height rows of an image
 * @param width columns of an image
 * @param classNames name of each class
 * @param trainSize images of the training part
 * @param validationSize images of the validation part
 * @param testSize images of the test part
 * @param source who made it and where it comes from
 * @param licence under which conditions it may be used
 * @param howToGet what to do to have it here, one line
 */
public record DatasetInfo(
    String name,
    String description,
    int channels,
    int height,
    int width,
    List<String> classNames,
    int trainSize,
    int validationSize,
    int testSize,
    String source,
    String licence,
    String howToGet) {
  public DatasetInfo {
    classNames = List.copyOf(classNames);
  }

  /** The data set of these parts. */
  Dataset dataset(LabeledImages train, LabeledImages validation, LabeledImages test) {
    return new Dataset(name, train, validation, test, source, licence);
  }

  /** Why it cannot be loaded, and what to do. */
  DatasetException notHere(String what) {
    return new DatasetException(
        "data set '%s' is not here: %s; get it with: %s".formatted(name, what, howToGet));
  }
}
