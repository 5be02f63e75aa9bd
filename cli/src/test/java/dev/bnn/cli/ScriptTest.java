package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code bnn} of a checkout, with a Java and a Maven that only say what they got. */
class ScriptTest {
  private static final List<String> PROGRAMS =
      List.of("bash", "cat", "dirname", "env", "find", "mkdir", "readlink", "sed", "touch");

  @TempDir Path folder;
  private Path checkout;
  private Path programs;

  /** How the script ended and all that was printed. */
  private record Outcome(int status, String output) {}

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = Files.createDirectories(folder.resolve("a checkout"));
    programs = Files.createDirectories(folder.resolve("programs"));
    Files.copy(Path.of("../bnn"), checkout.resolve("bnn"));
    Files.createFile(checkout.resolve("pom.xml"));
    Files.createDirectories(checkout.resolve("cli/src/main"));
    Files.createDirectories(checkout.resolve("zoo"));
    Files.createFile(checkout.resolve("cli/pom.xml"));
    for (String program : PROGRAMS) {
      Files.createSymbolicLink(programs.resolve(program), find(program));
    }
    program("java", javaOf("17.0.9"));
  }

  private static Path find(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(place -> Path.of(place, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() -> Assumptions.abort("no " + program + " here"));
  }

  private static String javaOf(String version) {
    return "if [ \"$1\" = -version ]; then echo 'openjdk version \""
        + version
        + "\" 2024-01-01' >&2; else echo \"java LC_ALL=${LC_ALL:-} $(printf '[%s]' \"$@\")\"; fi";
  }

  private void program(String name, String script) throws IOException {
    Path file = programs.resolve(name);
    Files.writeString(file, "#!" + find("bash") + "\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Makes the jar, as a build would. */
  private void build() throws IOException {
    Path jar = checkout.resolve("cli/target/bnn-cli.jar");
    Files.createDirectories(jar.getParent());
    Files.createFile(jar);
    Files.setLastModifiedTime(
        jar, FileTime.fromMillis(System.currentTimeMillis() + 10_000)); // newer than the sources
  }

  private Outcome run(Path script, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", programs.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  private Outcome run(String... arguments) throws IOException, InterruptedException {
    return run(checkout.resolve("bnn"), Map.of(), arguments);
  }

  private static void assertFails(Outcome outcome, String message) {
    assertThat(outcome.output()).startsWith("bnn: " + message);
    assertThat(outcome.output().lines()).hasSize(1);
    assertThat(outcome.status()).isEqualTo(1);
  }

  @Test
  void a_built_checkout_starts_java_with_the_very_arguments() throws Exception {
    build();
    Outcome outcome = run("predict", "my run", "a*.png", "");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.output())
        .contains("[-Dbnn.terminal=false]", "[predict][my run][a*.png][]")
        .contains("[-jar][" + checkout.resolve("cli/target/bnn-cli.jar") + "]");
  }

  @Test
  void it_can_be_started_through_a_link() throws Exception {
    build();
    Path link = Files.createSymbolicLink(folder.resolve("my link"), checkout.resolve("bnn"));
    assertThat(run(link, Map.of(), "doctor").output()).contains("a checkout/cli", "[doctor]");
  }

  @Test
  void a_plain_locale_is_replaced_by_one_that_knows_every_character() throws Exception {
    build();
    for (Map<String, String> plain : List.of(Map.of("LANG", "C"), Map.of("LC_ALL", "POSIX"))) {
      assertThat(run(checkout.resolve("bnn"), plain).output()).contains("LC_ALL=C.UTF-8 ");
    }
    Map<String, String> own = Map.of("LANG", "de_DE.UTF-8");
    assertThat(run(checkout.resolve("bnn"), own).output()).contains("LC_ALL= ");
  }

  @Test
  void without_a_java_that_fits_it_says_what_to_install() throws Exception {
    build();
    program("java", javaOf("1.8.0_292"));
    assertFails(run("doctor"), "Java 1.8.0_292 is too old: 17 or newer is needed");
    program("java", "exit 3");
    assertFails(run("doctor"), "java does not tell its version: install a JDK, 17 or newer");
    Files.delete(programs.resolve("java"));
    assertFails(run("doctor"), "no Java: install a JDK, 17 or newer (Debian, Ubuntu: apt-get");
    Map<String, String> wrong = Map.of("JAVA_HOME", "/nowhere");
    assertFails(run(checkout.resolve("bnn"), wrong), "JAVA_HOME is /nowhere, and there is no");
  }

  @Test
  void newer_javas_fit_too() throws Exception {
    build();
    for (String version : List.of("17", "21.0.2", "25-ea")) {
      program("java", javaOf(version));
      assertThat(run("doctor").output()).contains("[doctor]");
    }
  }

  @Test
  void what_is_not_built_is_built_first_and_only_once() throws Exception {
    program("mvn", "echo \"mvn $*\"; touch '" + checkout + "/cli/target/bnn-cli.jar'");
    assertThat(run("doctor").output())
        .contains("Building bnn", "mvn -q -B -Dquickly", "package", "[doctor]");
    assertThat(run("doctor").output()).doesNotContain("Building bnn").contains("[doctor]");
    Files.setLastModifiedTime(
        Files.createFile(checkout.resolve("cli/src/main/New.java")),
        FileTime.fromMillis(System.currentTimeMillis() + 10_000));
    assertThat(run("doctor").output()).contains("Building bnn");
  }

  @Test
  void a_build_that_cannot_be_is_told() throws Exception {
    assertFails(
        run("doctor"), "no Maven, which builds bnn (Debian, Ubuntu: apt-get install maven)");
    program("mvn", "echo '[ERROR] no network'; exit 1");
    Outcome outcome = run("doctor");
    assertThat(outcome.output()).contains("[ERROR] no network", "bnn: the build failed, see above");
    assertThat(outcome.output()).doesNotContain("[doctor]");
    assertThat(outcome.status()).isEqualTo(1);
  }
}
