package dev.bnn.datasets;

import static dev.bnn.datasets.Checks.check;

import java.util.List;

/**
 * A data set in three parts of one shape and with the same classes.
 *
 * @param name name as on the command line
 * @param train what the network learns from
 * @param validation what decides between networks; none of its images is in the other parts
 * @param test what the final network is measured on, once
 * @param source who made it and where it comes from
 * @param licence under which conditions it may be used
 * @param notes what was decided when it was loaded, a line each; empty where nothing was
 */
public record Dataset(
    String name,
    LabeledImages train,
    LabeledImages validation,
    LabeledImages test,
    String source,
    String licence,
    List<String> notes) {
  public Dataset {
    notes = List.copyOf(notes);
    check(
        train.isLike(validation) && train.isLike(test),
        "data set '%s': training (%s), validation (%s) and test part (%s) must have one shape and the"
            + " same classes",
        name,
        train,
        validation,
        test);
  }

  /** A data set that was loaded as it is. */
  public Dataset(
      String name,
      LabeledImages train,
      LabeledImages validation,
      LabeledImages test,
      String source,
      String licence) {
    this(name, train, validation, test, source, licence, List.of());
  }

  /** SHA-256 of the three parts' hashes, one after the other, 64 hexadecimal digits. */
  public String hash() {
    return new Sha256().add(train.hash()).add(validation.hash()).add(test.hash()).hex();
  }

  /**
   * What identifies the data whatever the order of the images and their division into training and
   * validation: SHA-256 of the {@link LabeledImages#contentHash(List) content hash} of training and
   * validation together and of that of the test part, 64 hexadecimal digits.
   */
  public String contentHash() {
    return new Sha256()
        .add(LabeledImages.contentHash(List.of(train, validation)))
        .add(test.contentHash())
        .hex();
  }
}
