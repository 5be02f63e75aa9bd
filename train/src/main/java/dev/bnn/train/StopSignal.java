package dev.bnn.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks a training, from another thread, to save its state after the present batch and stop. */
public final class StopSignal {
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean requested;

  /** Asks; may be called at any time. */
  public void request() {
    requested = true;
  }

  boolean isRequested() {
    return requested;
  }

  /** Says that nothing will be written any more. */
  public void end() {
    ended.countDown();
  }

  /** Whether {@link #end} has been called. */
  public boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /** Waits until {@link #end} is called, at most so long; whether it was. */
  public boolean awaitEnd(long seconds) throws InterruptedException {
    return ended.await(seconds, TimeUnit.SECONDS);
  }
}
