package dev.bnn.quantize;

/**
 * Where a network comes from; carried by every artefact made from it.
 *
 * @param tool name and version of what made it, e.g. {@code bnn 0.1.0}
 * @param dataset name of the data set, or empty
 * @param dataHash SHA-256 of the data set's images and labels, or empty
 * @param seed seed of the training
 * @param training the training in one line: model, epochs, rate, …; or empty
 * @param testAccuracy share of right answers of the integer network on the test set, 0…1, or NaN
 */
public record Provenance(
    String tool, String dataset, String dataHash, long seed, String training, double testAccuracy) {

  /** Nothing known but the tool; for generated networks. */
  public static Provenance unknown() {
    return new Provenance(Version.TOOL, "", "", 0, "", Double.NaN);
  }

  /** The same with another test accuracy. */
  public Provenance withTestAccuracy(double accuracy) {
    return new Provenance(tool, dataset, dataHash, seed, training, accuracy);
  }
}
