package dev.bnn.cli;

import dev.bnn.datasets.FetchListener;
import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress of a fetch: a bar on a terminal, else a line for each tenth of a file. */
final class FetchPrinter implements FetchListener {
  private static final int PLAIN_LINES = 10;
  private static final double MEGABYTE = 1e6;

  private final PrintWriter out;
  private ProgressBar bar;
  private String file;
  private long total;
  private long nextLine;

  FetchPrinter(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void started(String address, long from, long size) {
    file = address.substring(address.lastIndexOf('/') + 1);
    total = size;
    nextLine = from + step();
    told(from == 0 ? address : Numbers.format("%s, from %.1f MB on", address, from / MEGABYTE));
    if (ProgressPrinter.isTerminal()) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(file)
              .setInitialMax(size) // −1: unknown
              .startsFrom(from, Duration.ZERO)
              .setUnit(" MB", (long) MEGABYTE)
              .showSpeed()
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .build();
    }
  }

  private long step() {
    double step = total < 0 ? 10 * MEGABYTE : Math.max(MEGABYTE, (double) total / PLAIN_LINES);
    return (long) step;
  }

  @Override
  public void arrived(long bytes) {
    if (bar != null) {
      bar.stepTo(bytes);
    } else if (bytes >= nextLine) {
      nextLine = bytes + step();
      told(
          total < 0
              ? Numbers.format("%s: %.1f MB", file, bytes / MEGABYTE)
              : Numbers.format("%s: %.1f of %.1f MB", file, bytes / MEGABYTE, total / MEGABYTE));
    }
  }

  @Override
  public void ended() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  @Override
  public void told(String line) {
    out.println(line);
    out.flush();
  }
}
