package dev.bnn.experiments;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.quantize.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The results of a sweep as files: {@code results.json} and {@code results.csv}. */
public final class SweepFiles {
  /** Name of the file for programs. */
  public static final String JSON_NAME = "results.json";

  /** Name of the file for spreadsheets. */
  public static final String CSV_NAME = "results.csv";

  /** Its columns. */
  static final String CSV_HEADER =
      "id,width,size,mode,padding,input,seed,status,reason,validation_accuracy,test_accuracy,"
          + "test_images,test_right,learning_rate,epochs,seconds,weight_bits,macs,memory_bits,"
          + "lut,ff,blocks,cycles_per_frame,frames_per_second,latency_cycles";

  private static final ObjectMapper JSON = new ObjectMapper();

  private SweepFiles() {}

  /** Writes both files, each in one step. */
  public static void write(SweepResults results, Path folder) throws IOException {
    AtomicFiles.write(folder.resolve(JSON_NAME), bytes(toJson(results).toPrettyString() + "\n"));
    AtomicFiles.write(folder.resolve(CSV_NAME), bytes(toCsv(results)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The results for programs. */
  public static ObjectNode toJson(SweepResults results) {
    ObjectNode root = JSON.createObjectNode();
    root.put("dataset", results.dataset()).put("model", results.model());
    results.target().ifPresent(target -> root.put("target", target));
    root.put("clockMhz", results.clockMhz());
    ArrayNode trials = root.putArray("trials");
    results.trials().forEach(trial -> addTrial(trials.addObject(), trial));
    return root;
  }

  private static void addTrial(ObjectNode node, TrialResult trial) {
    node.put("id", trial.id())
        .put("width", trial.width())
        .put("size", trial.size())
        .put("mode", trial.mode().toString())
        .put("padding", trial.padding())
        .put("input", trial.input())
        .put("seed", trial.seed())
        .put("status", trial.status().word());
    trial.reason().ifPresent(reason -> node.put("reason", reason));
    node.put("validationAccuracy", trial.validationAccuracy())
        .put("testAccuracy", trial.testAccuracy())
        .put("testImages", trial.testImages())
        .put("testRight", trial.testRight())
        .put("learningRate", trial.learningRate())
        .put("epochs", trial.epochs())
        .put("seconds", trial.seconds())
        .put("weightBits", trial.weightBits())
        .put("macs", trial.macs())
        .put("memoryBits", trial.memoryBits());
    trial
        .hardware()
        .ifPresent(
            hardware ->
                node.putObject("hardware")
                    .put("lut", hardware.lut())
                    .put("ff", hardware.ff())
                    .put("blocks", hardware.blocks())
                    .put("cyclesPerFrame", hardware.cyclesPerFrame())
                    .put("framesPerSecond", hardware.framesPerSecond())
                    .put("latencyCycles", hardware.latencyCycles()));
  }

  private static String toCsv(SweepResults results) {
    StringBuilder text = new StringBuilder(CSV_HEADER).append('\n');
    results.trials().forEach(trial -> text.append(line(trial)).append('\n'));
    return text.toString();
  }

  private static String line(TrialResult trial) {
    List<Object> cells = new ArrayList<>();
    cells.add(trial.id());
    cells.add(trial.width());
    cells.add(trial.size());
    cells.add(trial.mode());
    cells.add(trial.padding());
    cells.add(trial.input());
    cells.add(trial.seed());
    cells.add(trial.status().word());
    cells.add(quote(trial.reason()));
    cells.add(trial.validationAccuracy());
    cells.add(trial.testAccuracy());
    cells.add(trial.testImages());
    cells.add(trial.testRight());
    cells.add(trial.learningRate());
    cells.add(trial.epochs());
    cells.add(String.format(Locale.ROOT, "%.3f", trial.seconds()));
    cells.add(trial.weightBits());
    cells.add(trial.macs());
    cells.add(trial.memoryBits());
    Optional<Hardware> hardware = trial.hardware();
    cells.add(hardware.<Object>map(Hardware::lut).orElse(""));
    cells.add(hardware.<Object>map(Hardware::ff).orElse(""));
    cells.add(hardware.<Object>map(Hardware::blocks).orElse(""));
    cells.add(hardware.<Object>map(Hardware::cyclesPerFrame).orElse(""));
    cells.add(hardware.<Object>map(Hardware::framesPerSecond).orElse(""));
    cells.add(hardware.<Object>map(Hardware::latencyCycles).orElse(""));
    return String.join(",", cells.stream().map(String::valueOf).toList());
  }

  /** A reason may hold commas and quotation marks. */
  private static String quote(Optional<String> reason) {
    return reason.map(text -> '"' + text.replace("\"", "\"\"") + '"').orElse("");
  }
}
