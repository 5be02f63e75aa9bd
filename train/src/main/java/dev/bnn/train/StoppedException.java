package dev.bnn.train;

/** A training was stopped by its {@link StopSignal}; its state has been saved. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StoppedException(int epoch, int batch) {
    super("stopped in epoch " + epoch + " after batch " + batch);
  }
}
