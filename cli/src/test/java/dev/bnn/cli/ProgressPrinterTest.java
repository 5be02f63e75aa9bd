package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.train.EpochMetrics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressPrinterTest {
  private static List<String> lines(int epochs) {
    StringWriter text = new StringWriter();
    try (ProgressPrinter printer = new ProgressPrinter("seed 1", new PrintWriter(text))) {
      printer.started(epochs, 10);
      for (int epoch = 1; epoch <= epochs; epoch++) {
        printer.batch(epoch, 10, 0.5);
        printer.epoch(new EpochMetrics(epoch, 0.01, 0.5, 0.8, 0.9, 1000, 2.0 * epoch));
      }
    }
    return text.toString().lines().toList();
  }

  @Test
  void without_a_terminal_there_are_a_few_plain_lines() {
    assertThat(lines(300)).hasSize(11).allMatch(line -> line.matches("[ -~]+"));
  }

  @Test
  void first_and_last_epoch_are_told_with_the_time_that_is_left() {
    assertThat(lines(300).get(0))
        .isEqualTo(
            "seed 1: epoch 1/300, loss 0.500, validation 90.00 %, 1000 images/s, 598 s left");
    assertThat(lines(300).get(10)).startsWith("seed 1: epoch 300/300").endsWith(" 0 s left");
    assertThat(lines(1)).hasSize(1);
  }
}
