package dev.bnn.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A board behind a true pseudo-terminal. In place of the Verilated one stands a program in Python
 * that joins a pseudo-terminal to a software board; {@code obj_board/board} is a shell script.
 */
@Timeout(120)
class SimulationLinkTest {
  private static final String BRIDGE =
      """
      import os, select, subprocess, sys, tty
      master, slave = os.openpty()
      tty.setraw(slave)
      board = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
      print('PTY ' + os.ttyname(slave), flush=True)
      while True:
          for ready in select.select([master, board.stdout], [], [])[0]:
              data = os.read(ready if ready == master else board.stdout.fileno(), 4096)
              if ready == master:
                  board.stdin.write(data)
                  board.stdin.flush()
              elif not data:
                  sys.exit()
              else:
                  os.write(master, data)
      """;

  private final TestBundle bundle = TestBundle.diverse(9);

  @TempDir Path folder;

  @BeforeEach
  void writeBundle() throws IOException {
    assumeTrue(isInstalled("python3") && isInstalled("make"));
    bundle.write(folder);
    Files.writeString(folder.resolve("Makefile"), "board:\n\t@true\n");
    Files.writeString(folder.resolve("bridge.py"), BRIDGE);
    Path board = folder.resolve("obj_board").resolve("board");
    Files.createDirectories(board.getParent());
    String command = "'" + String.join("' '", BoardProgram.command(folder.toString())) + "'";
    Files.writeString(
        board, "#!/bin/sh\nexec python3 '" + folder.resolve("bridge.py") + "' " + command + "\n");
    assertThat(board.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void images_are_classified_over_a_pseudo_terminal() throws IOException {
    List<byte[]> images = bundle.images(new SplittableRandom(1), 500);
    try (Device device = Device.open(folder, "simulation")) {
      assertThat(device.classify(images)).isEqualTo(bundle.answers(images));
      assertThat(device.benchmark(1000).cyclesPerImage()).isEqualTo(TestBundle.CYCLES_PER_FRAME);
      assertThat(device.statistics().images()).isEqualTo(500);
    }
  }

  @Test
  void the_program_ends_with_the_link() throws Exception {
    long before = ProcessHandle.current().descendants().count();
    Device.open(folder, "simulation").close();
    for (int i = 0; i < 100 && ProcessHandle.current().descendants().count() > before; i++) {
      Thread.sleep(50);
    }
    assertThat(ProcessHandle.current().descendants().count()).isLessThanOrEqualTo(before);
  }

  @Test
  @Timeout(15)
  void a_board_that_is_unplugged_is_told() throws IOException {
    try (Device device = Device.open(folder, "simulation")) {
      List<ProcessHandle> board = ProcessHandle.current().descendants().toList();
      board.forEach(ProcessHandle::destroyForcibly);
      assertThatThrownBy(() -> device.classify(bundle.images(new SplittableRandom(1), 50)))
          .isInstanceOf(DeviceException.class)
          .message()
          .startsWith("simulation: ")
          .doesNotContain("\n");
    }
  }

  private static boolean isInstalled(String program) {
    try {
      new ProcessBuilder(program, "--version")
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .destroy();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
