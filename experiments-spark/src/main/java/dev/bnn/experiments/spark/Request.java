package dev.bnn.experiments.spark;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code bnn sweep} asks for, as JSON.
 *
 * @param master address of the cluster
 * @param name that the cluster shows
 * @param classPath jars of bnn
 * @param mainClass of bnn
 * @param data ZIP file with the folder of the data set; null if the machines need none
 * @param javaOptions of every training
 * @param environment variables of every training
 * @param trials to train
 */
record Request(
    String master,
    String name,
    List<String> classPath,
    String mainClass,
    String data,
    List<String> javaOptions,
    Map<String, String> environment,
    List<Trial> trials) {

  /**
   * One training.
   *
   * @param name of it
   * @param run folder it is put in, here
   * @param log file for what it says, here
   * @param words for bnn, without those that say where
   */
  record Trial(String name, String run, String log, List<String> words) {}

  /** Reads a file. */
  static Request read(Path file) throws IOException {
    return new ObjectMapper()
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .readValue(file.toFile(), Request.class);
  }

  Optional<String> dataArchive() {
    return Optional.ofNullable(data);
  }
}
