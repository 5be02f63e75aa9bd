package dev.bnn.experiments.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A standalone cluster on the loopback address: a master and workers, each a process. */
final class SparkCluster implements AutoCloseable {
  private static final Path JAR = Path.of("target/bnn-spark.jar").toAbsolutePath();

  private final Path folder;
  private final String address;
  private final Process master;
  private final List<Process> workers = new ArrayList<>();

  private SparkCluster(Path folder, int port) throws IOException {
    this.folder = folder;
    this.address = "spark://127.0.0.1:" + port;
    this.master =
        start(
            "master",
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            String.valueOf(port));
  }

  /** Starts one; each worker has one core, so that it trains one network at a time. */
  static SparkCluster start(Path folder, int workers) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    SparkCluster cluster = new SparkCluster(folder, port);
    try {
      await("the master", () -> cluster.says("master", "New state: ALIVE"));
      for (int i = 1; i <= workers; i++) {
        String name = "worker" + i;
        cluster.workers.add(
            cluster.start(
                name,
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                "127.0.0.1",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--work-dir",
                folder.resolve(name).toString(),
                cluster.address));
        await(name, () -> cluster.says(name, "Successfully registered with master"));
      }
      return cluster;
    } catch (RuntimeException | IOException e) {
      cluster.close();
      throw e;
    }
  }

  String address() {
    return address;
  }

  /** Whether a worker trains: its executor has a process. */
  boolean isTraining(int worker) {
    return workers
        .get(worker)
        .descendants()
        .anyMatch(process -> process.info().commandLine().orElse("").contains("/bnn-cli.jar"));
  }

  /** As if the machine had lost its power: everything on it ends at once. */
  void kill(int worker) {
    Process process = workers.get(worker);
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  static void await(String what, BooleanSupplier happened) {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!happened.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(what + " did not come");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private boolean says(String name, String text) {
    try {
      return Files.readString(folder.resolve(name + ".log")).contains(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Process start(String name, String mainClass, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.addAll(List.of("-cp", JAR + ":" + JAR.resolveSibling("jars") + "/*", mainClass));
    command.addAll(List.of("--webui-port", "0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().put("SPARK_HOME", JAR.getParent().toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder.start();
  }

  @Override
  public void close() {
    for (int i = 0; i < workers.size(); i++) {
      kill(i);
    }
    master.destroyForcibly();
  }
}
