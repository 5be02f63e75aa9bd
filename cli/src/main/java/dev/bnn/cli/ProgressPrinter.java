package dev.bnn.cli;

import dev.bnn.train.EpochMetrics;
import dev.bnn.train.LayerHealth;
import dev.bnn.train.TrainingListener;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress of a training: a bar on standard error where that is a terminal (the script {@code bnn}
 * says so), plain lines otherwise.
 */
final class ProgressPrinter implements TrainingListener, AutoCloseable {
  /** About so many lines for a training when there is no terminal. */
  private static final int PLAIN_LINES = 10;

  /** Set by the script bnn when it writes to a terminal; no Java up to 21 can tell. */
  private static final String TERMINAL = "bnn.terminal";

  private final String title;
  private final PrintWriter out;
  private final boolean terminal;
  private ProgressBar bar;
  private int epochs;
  private int batchesOfAnEpoch;

  ProgressPrinter(String title, PrintWriter out) {
    this.title = title;
    this.out = out;
    this.terminal = isTerminal();
  }

  /** Whether a bar can be drawn. */
  static boolean isTerminal() {
    return Boolean.getBoolean(TERMINAL);
  }

  @Override
  public void started(int epochCount, int batches) {
    epochs = epochCount;
    batchesOfAnEpoch = batches;
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(title)
              .setInitialMax((long) epochCount * batches)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .build();
    }
  }

  @Override
  public void resumed(List<EpochMetrics> measured, List<List<LayerHealth>> health) {
    if (bar == null) {
      out.printf(Locale.ROOT, "%s: %d epochs were trained before%n", title, measured.size());
      out.flush();
    } else {
      bar.stepTo((long) measured.size() * batchesOfAnEpoch);
    }
  }

  @Override
  public void batch(int epoch, int batch, double loss) {
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public void epoch(EpochMetrics metrics) {
    String state =
        String.format(
            Locale.ROOT,
            "loss %.3f, validation %.2f %%",
            metrics.trainLoss(),
            100 * metrics.validationAccuracy());
    if (bar != null) {
      bar.setExtraMessage(state);
      return;
    }
    int every = Math.max(1, epochs / PLAIN_LINES);
    if (metrics.epoch() == 1 || metrics.epoch() % every == 0 || metrics.epoch() == epochs) {
      double left = metrics.seconds() / metrics.epoch() * (epochs - metrics.epoch());
      out.printf(
          Locale.ROOT,
          "%s: epoch %d/%d, %s, %.0f images/s, %.0f s left%n",
          title,
          metrics.epoch(),
          epochs,
          state,
          metrics.imagesPerSecond(),
          left);
      out.flush();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
