package dev.bnn.hwgen;

import java.util.List;
import java.util.Optional;

/**
 * What a simulation of the RTL found.
 *
 * @param frames images sent
 * @param streams one per watched stream
 * @param problems first deviations, in the order of the data's way; empty if all agreed
 * @param registers what was read of each register after the run
 * @param complete whether every stream delivered every frame
 * @param cycles clock cycles in all
 * @param timing when results came
 * @param buildSeconds time to compile the simulation
 * @param runSeconds time to run it
 */
public record SimulationReport(
    int frames,
    List<StreamCount> streams,
    List<Problem> problems,
    List<RegisterRead> registers,
    boolean complete,
    long cycles,
    Timing timing,
    double buildSeconds,
    double runSeconds) {

  /** Frames seen on a stream and how many of them deviated. */
  public record StreamCount(int stream, int frames, int bad) {}

  /**
   * A deviation from the golden vectors.
   *
   * @param frame image, from 0
   * @param stream layer, from 0; the number after the last layer is the result
   * @param value number of the value in its frame, in stream order; −1 if the protocol was violated
   * @param cycle rising edges of the clock before it showed
   * @param text what was expected and what came
   */
  public record Problem(int frame, int stream, int value, long cycle, String text) {}

  /**
   * A register after the run; a counter that still counts has a range of right values.
   *
   * @param name its name in {@code host-runtime.json}
   * @param expected the right value or values, as text
   * @param found what was read, as text
   * @param right whether they agree
   */
  public record RegisterRead(String name, String expected, String found, boolean right) {}

  public SimulationReport {
    streams = List.copyOf(streams);
    registers = List.copyOf(registers);
    problems = List.copyOf(problems);
  }

  /** Images with at least one deviation: at least as many as the worst stream has. */
  public int badFrames() {
    int worst = streams.stream().mapToInt(StreamCount::bad).max().orElse(0);
    int missing = frames - streams.stream().mapToInt(StreamCount::frames).min().orElse(0);
    int reported = complete ? 0 : 1;
    return Math.max(Math.max(worst, missing), problems.isEmpty() ? reported : 1);
  }

  /** The first deviation: the lowest image, there the first layer. */
  public Optional<Problem> firstProblem() {
    return problems.stream().findFirst();
  }

  /** The first register that did not read as it must. */
  public Optional<RegisterRead> firstWrongRegister() {
    return registers.stream().filter(r -> !r.right()).findFirst();
  }

  /** Whether the hardware computed exactly the expected values, everywhere, and says so itself. */
  public boolean agrees() {
    return complete
        && problems.isEmpty()
        && streams.stream().allMatch(s -> s.bad() == 0)
        && !registers.isEmpty()
        && firstWrongRegister().isEmpty();
  }
}
