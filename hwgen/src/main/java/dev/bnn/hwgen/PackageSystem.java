package dev.bnn.hwgen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where programs come from on a machine. */
public enum PackageSystem {
  DEBIAN("Debian, Ubuntu", "apt-get install --no-install-recommends", "debian", "ubuntu"),
  FEDORA("Fedora", "dnf install", "fedora", "rhel"),
  HOMEBREW("macOS with Homebrew", "brew install", "", "");

  private static final Path OS_RELEASE = Path.of("/etc/os-release");

  private final String title;
  private final String command;
  private final String id;
  private final String otherId;

  PackageSystem(String title, String command, String id, String otherId) {
    this.title = title;
    this.command = command;
    this.id = id;
    this.otherId = otherId;
  }

  /** The systems it belongs to, for people. */
  public String title() {
    return title;
  }

  /** What to type before the packages. */
  public String command() {
    return command;
  }

  /** The word in files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** That of this machine, empty if it is none of these. */
  public static Optional<PackageSystem> ofThisMachine() {
    String osRelease = "";
    try {
      osRelease = Files.readString(OS_RELEASE);
    } catch (IOException e) {
      // not a Linux
    }
    return of(System.getProperty("os.name"), osRelease);
  }

  /**
   * That of a machine.
   *
   * @param osName Java's name of the system
   * @param osRelease text of its os-release file (freedesktop.org, os-release(5)), may be empty
   */
  static Optional<PackageSystem> of(String osName, String osRelease) {
    if (osName.startsWith("Mac")) {
      return Optional.of(HOMEBREW);
    }
    List<String> ids =
        osRelease
            .lines()
            .filter(line -> line.startsWith("ID=") || line.startsWith("ID_LIKE="))
            .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", "").replace("'", ""))
            .flatMap(words -> Arrays.stream(words.split(" ")))
            .toList();
    return Arrays.stream(values())
        .filter(system -> ids.contains(system.id) || ids.contains(system.otherId))
        .findFirst();
  }
}
