package dev.bnn.experiments.spark;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs the trainings of a sweep on a cluster: one task each, every result written as it comes.
 *
 * <p>{@code bnn sweep --spark} starts it with the path of a {@link Request}. On standard output a
 * line says of each training whose folder and log are written {@code ended NAME STATUS HOST}. It
 * ends when its standard input does. A task whose executor is lost is run again by Spark,
 * elsewhere.
 */
public final class RunOnSpark {
  /** As shells have it: 128 and the number of SIGTERM. */
  private static final int TERMINATED = 143;

  private static final int SECONDS_TO_WAIT = 30;

  private final Request request;
  private final PrintStream out;

  private RunOnSpark(Request request, PrintStream out) {
    this.request = request;
    this.out = out;
  }

  /** Runs a request; status 0 if all trainings have ended, however they did. */
  public static void main(String[] args) {
    Thread watch = new Thread(RunOnSpark::endWithInput, "sweep");
    watch.setDaemon(true);
    watch.start();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err); // ours alone
    int status = 0;
    try {
      new RunOnSpark(Request.read(Path.of(args[0])), out).run();
    } catch (Exception e) { // Spark throws what it does not declare
      e.printStackTrace();
      System.err.println("bnn: " + firstLine(e));
      status = 1;
    }
    System.exit(status);
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {
        // nothing is ever said
      }
    } catch (IOException e) {
      System.err.println("bnn: " + firstLine(e));
    }
    System.exit(TERMINATED);
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
  }

  private void run() throws IOException, InterruptedException {
    SparkConf conf = new SparkConf().setMaster(request.master()).setAppName(request.name());
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.executorEnv.LC_ALL", "C.UTF-8"); // for file names with umlauts
    conf.setIfMissing("spark.driver.maxResultSize", "0");
    conf.setJars(new String[] {own().toString()});
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      request.classPath().forEach(jar -> spark.addFile(Path.of(jar).toUri().toString()));
      request
          .dataArchive()
          .ifPresent(zip -> spark.sc().addArchive(Path.of(zip).toUri() + "#" + TrainTask.DATA));
      Thread waiting = new Thread(() -> tellOfWaiting(spark), "waiting");
      waiting.setDaemon(true);
      waiting.start();
      trainAll(spark);
    } catch (IllegalStateException e) { // of calls that came after that
      throw new LostTrainings("the cluster has ended the application", e);
    }
  }

  private static Path own() {
    try {
      return Path.of(RunOnSpark.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Says {@code waiting} once, if the cluster gives no executor. */
  private void tellOfWaiting(JavaSparkContext spark) {
    try {
      TimeUnit.SECONDS.sleep(SECONDS_TO_WAIT);
    } catch (InterruptedException e) {
      return;
    }
    if (!spark.sc().isStopped() && spark.sc().getExecutorMemoryStatus().size() <= 1) { // the driver
      out.println("waiting");
    }
  }

  /** A job for each training, all at once, so that results come one by one. */
  private void trainAll(JavaSparkContext spark) throws IOException, InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(request.trials().size());
    ExecutorCompletionService<Ended> ended = new ExecutorCompletionService<>(pool);
    List<Throwable> lost = new ArrayList<>();
    try {
      for (Request.Trial trial : request.trials()) {
        ended.submit(() -> new Ended(trial, train(spark, trial)));
      }
      for (int i = 0; i < request.trials().size(); i++) {
        Future<Ended> next = ended.take();
        try {
          write(next.get());
        } catch (ExecutionException e) {
          lost.add(e.getCause());
        }
      }
    } finally {
      pool.shutdownNow();
    }
    if (!lost.isEmpty()) {
      Throwable first = lost.get(0);
      throw new LostTrainings(lost.size() + " trainings were lost: " + firstLine(first), first);
    }
  }

  private static final class LostTrainings extends RuntimeException {
    LostTrainings(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private record Ended(Request.Trial trial, TrainTask.Result result) {}

  private TrainTask.Result train(JavaSparkContext spark, Request.Trial trial) {
    TrainTask task =
        new TrainTask(
            request.mainClass(),
            request.classPath().stream().map(jar -> new File(jar).getName()).toList(),
            request.dataArchive().isPresent(),
            request.javaOptions(),
            request.environment(),
            trial.words());
    return spark.parallelize(List.of(task), 1).map(TrainTask.function()).collect().get(0);
  }

  private void write(Ended ended) throws IOException {
    Request.Trial trial = ended.trial();
    Files.writeString(Path.of(trial.log()), ended.result().log());
    if (ended.result().status() == 0) {
      Path run = Path.of(trial.run());
      Path partial = run.resolveSibling("." + trial.name() + ".partial");
      TrainTask.delete(partial);
      Files.createDirectories(partial);
      for (Map.Entry<String, byte[]> file : ended.result().files().entrySet()) {
        Files.write(partial.resolve(file.getKey()), file.getValue(), CREATE, WRITE, SYNC);
      }
      TrainTask.delete(run);
      Files.move(partial, run, StandardCopyOption.ATOMIC_MOVE);
    }
    out.printf("ended %s %d %s%n", trial.name(), ended.result().status(), ended.result().host());
  }
}
