package dev.bnn.train;

/** Training was stopped because the loss is no longer a finite number. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Throws unless the loss is finite. */
  static void check(int epoch, int batch, double loss, double learningRate) {
    if (!Double.isFinite(loss)) {
      throw new DivergedException(epoch, batch, loss, learningRate);
    }
  }

  private DivergedException(int epoch, int batch, double loss, double learningRate) {
    super(
        String.format(
            java.util.Locale.ROOT,
            "training diverged: the loss is %s in epoch %d, iteration %d (learning rate %.3g);"
                + " try a lower learning rate",
            loss,
            epoch,
            batch,
            learningRate));
  }
}
