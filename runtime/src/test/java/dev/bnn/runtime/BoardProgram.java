package dev.bnn.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A software board whose wire is standard input and output. */
final class BoardProgram {
  private BoardProgram() {}

  /** What starts it, as a process of its own. */
  static List<String> command(String bundle) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-cp",
        System.getProperty("java.class.path"),
        BoardProgram.class.getName(),
        bundle);
  }

  public static void main(String[] arguments) throws IOException {
    Path bundle = Path.of(arguments[0]);
    SoftwareDevice board = SoftwareDevice.open(bundle, Contract.read(bundle));
    byte[] buffer = new byte[4096];
    for (int count = System.in.read(buffer); count >= 0; count = System.in.read(buffer)) {
      board.take(Arrays.copyOf(buffer, count));
      System.out.writeBytes(board.give());
      System.out.flush();
    }
  }
}
