package dev.bnn.train;

import java.util.function.Supplier;

/** Training was stopped because the loss is no longer a finite number. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Throws unless the loss is finite; {@code where} tells the layer it came from. */
  static void check(
      int epoch, int batch, double loss, double learningRate, Supplier<String> where) {
    if (!Double.isFinite(loss)) {
      throw new DivergedException(epoch, batch, loss, learningRate, where.get());
    }
  }

  private DivergedException(int epoch, int batch, double loss, double learningRate, String where) {
    super(
        String.format(
            java.util.Locale.ROOT,
            "training diverged: the loss is %s in epoch %d, iteration %d (learning rate %.3g), %s;"
                + " try a lower learning rate",
            loss,
            epoch,
            batch,
            learningRate,
            where));
  }
}
