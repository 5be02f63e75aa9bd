package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ToolRunTest {
  /** Writes the number of its grandchild's process, and waits for that one. */
  private static final List<String> WAITS =
      List.of("sh", "-c", "echo begun; sleep 60 & echo $! > pid; wait");

  @TempDir Path folder;

  @Test
  void status_and_output_are_told() throws IOException {
    assertThat(ToolRun.run(folder, List.of("sh", "-c", "echo one; echo two >&2; exit 3")))
        .isEqualTo(new ToolRun(3, "one\ntwo\n"));
  }

  @Test
  void a_program_that_does_not_end_is_stopped_with_its_children() throws Exception {
    assertThatThrownBy(() -> ToolRun.run(folder, WAITS, Duration.ofMillis(500)))
        .isInstanceOf(ToolException.class)
        .hasMessage("sh did not end within 0.5 seconds and was stopped");
    assertEnds(grandchild());
  }

  @Test
  void an_interrupt_stops_the_program_and_its_children() throws Exception {
    AtomicReference<Exception> thrown = new AtomicReference<>();
    Thread runner =
        new Thread(
            () -> {
              try {
                ToolRun.run(folder, WAITS);
              } catch (IOException e) {
                thrown.set(e);
              }
            });
    runner.start();
    ProcessHandle grandchild = grandchild();
    runner.interrupt();
    runner.join();
    assertThat(thrown.get()).hasMessage("sh was interrupted");
    assertEnds(grandchild);
  }

  private ProcessHandle grandchild() throws Exception {
    Path pid = folder.resolve("pid");
    while (!Files.exists(pid) || Files.readString(pid).isBlank()) {
      Thread.sleep(10);
    }
    long number = Long.parseLong(Files.readString(pid).strip());
    // it may have ended already
    return ProcessHandle.of(number).orElse(ProcessHandle.current());
  }

  private static void assertEnds(ProcessHandle process) throws Exception {
    if (!process.equals(ProcessHandle.current())) {
      process.onExit().get();
      assertThat(process.isAlive()).isFalse();
    }
  }
}
