package dev.bnn.experiments;

import dev.bnn.quantize.BinaryNetwork;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What lies in a run folder. Read by {@link ReadRun}.
 *
 * @param folder the folder
 * @param config members of {@code config.json} as text, in the file's order
 * @param epochs lines of {@code metrics.csv}; empty if there is none
 * @param health lines of {@code health.csv}; empty if there is none
 * @param outcome what the training gave; empty if it has not ended
 * @param network the integer network; empty for a float network or before the end
 */
public record Run(
    Path folder,
    Map<String, String> config,
    List<Epoch> epochs,
    List<LayerHealth> health,
    Optional<Outcome> outcome,
    Optional<BinaryNetwork> network) {
  public Run {
    config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
    epochs = List.copyOf(epochs);
    health = List.copyOf(health);
  }

  /** A member of {@code config.json}; empty text if it has none of this name. */
  public String option(String name) {
    return config.getOrDefault(name, "");
  }

  /** Architecture, data and seed: {@code sfc on mnist, seed 1}. */
  public String title() {
    return architecture() + " on " + option("dataset") + ", seed " + option("seed");
  }

  /** Model, and width and mode where they are not the usual ones: {@code sfc-0.5 float}. */
  public String architecture() {
    String width = option("width");
    return option("model")
        + (width.isEmpty() || width.equals("1.0") ? "" : "-" + width)
        + (isFloat() ? " float" : "");
  }

  /** Whether it is a float network, which has no {@code model.bnn}. */
  public boolean isFloat() {
    return option("mode").equals("float");
  }

  /** Last part of the folder's name. */
  public String name() {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    return last == null ? folder.toString() : last.toString();
  }
}
