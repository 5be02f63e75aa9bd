package dev.bnn.cli;

import dev.bnn.hwgen.ExternalTool;
import dev.bnn.hwgen.PackageSystem;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Brings the simulators by apt, where that is allowed. */
final class ToolInstaller {
  private ToolInstaller() {}

  /**
   * Makes sure the simulators are there.
   *
   * @param allowed whether the user said that packages may be installed; root needs not say it
   * @throws CommandFailedException with the one command to type, if they are missing
   */
  static void ensure(boolean allowed, PrintWriter out) throws IOException {
    List<ExternalTool> missing =
        ExternalTool.forSimulation().stream().filter(t -> !t.isUsable()).toList();
    if (missing.isEmpty()) {
      return;
    }
    boolean root = "root".equals(System.getProperty("user.name"));
    String packages =
        missing.stream()
            .map(tool -> tool.packageOf(PackageSystem.DEBIAN))
            .collect(Collectors.joining(" "));
    String install = "apt-get install -y --no-install-recommends " + packages;
    String typed = (root ? "" : "sudo ") + "apt-get update && " + (root ? "" : "sudo ") + install;
    if (!root && !allowed) {
      throw new CommandFailedException(
          "missing: " + packages + ". Type: " + typed + "   (or add --install-tools)");
    }
    out.println("Installing " + packages + " …");
    out.flush();
    run(root, "apt-get", "update", "-qq");
    List<String> command = new ArrayList<>(List.of(install.split(" ")));
    run(root, command.toArray(new String[0]));
    for (ExternalTool tool : missing) {
      tool.require();
    }
  }

  private static void run(boolean root, String... command) throws IOException {
    List<String> full = new ArrayList<>();
    if (!root) {
      full.add("sudo");
    }
    full.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(full).inheritIO();
    builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
    try {
      int status = builder.start().waitFor();
      if (status != 0) {
        throw new CommandFailedException(String.join(" ", full) + " failed with status " + status);
      }
    } catch (IOException e) {
      throw new CommandFailedException(
          full.get(0)
              + " cannot be started here: install "
              + ExternalTool.forSimulation().stream()
                  .map(ExternalTool::program)
                  .collect(Collectors.joining(", "))
              + " with your system's packages");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted while installing");
    }
  }
}
