package dev.bnn.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Counts calls and the processor time of the thread that makes them, for a shared machine. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class CpuTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Calls of this iteration. */
  public long calls;

  /** Nanoseconds of processor time of this iteration. */
  public long nanoseconds;

  private long start;

  /** Starts counting. */
  @Setup(Level.Iteration)
  public void start() {
    calls = 0;
    start = THREADS.getCurrentThreadCpuTime();
  }

  /** Stops counting. */
  @TearDown(Level.Iteration)
  public void stop() {
    nanoseconds = THREADS.getCurrentThreadCpuTime() - start;
  }
}
