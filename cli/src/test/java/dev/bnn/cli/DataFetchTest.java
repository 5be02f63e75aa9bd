package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bnn.datasets.Datasets;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bnn data fetch} and {@code bnn data list}, against a server on this machine. */
@Timeout(300)
class DataFetchTest {
  @TempDir Path folder;
  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private final List<HttpServer> servers = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
    processes.forEach(Process::destroyForcibly);
  }

  @FunctionalInterface
  private interface Handler {
    void handle(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private String serve(Handler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task);
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext(
        "/",
        exchange -> {
          ranges.add(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
          try (exchange) {
            handler.handle(exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    servers.add(server);
    return "http://localhost:" + server.getAddress().getPort() + "/";
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private Execution fetch(String name, String from) {
    return Execution.of("data", "fetch", name, "--data-dir", folder, "--from", from);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder.resolve("kmnist"))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void what_is_here_is_checked_and_not_fetched() throws IOException {
    Execution text = Execution.ofSuccess("data", "fetch", "digits");
    assertThat(text.out().lines())
        .containsExactly(
            "digits: already here, in the program itself",
            "1,213 training, 225 validation, 359 test images; they are the published ones");
    JsonNode json = Execution.ofSuccess("data", "fetch", "digits", "--json").json();
    assertThat(json.path("wasHere").asBoolean()).isTrue();
    assertThat(json.path("knownContent").asBoolean()).isTrue();
    assertThat(json.path("train").asInt()).isEqualTo(1213);
    assertThat(json.path("contentHash").asText()).hasSize(64);
  }

  @Test
  void info_tells_the_published_images_from_others() throws IOException {
    JsonNode digits = Execution.ofSuccess("data", "info", "digits", "--json").json();
    assertThat(digits.path("publishedImages").asBoolean()).isTrue();
    Path mnist = Files.createDirectory(folder.resolve("mnist"));
    for (String part : List.of("train", "t10k")) {
      byte[] images =
          ByteBuffer.allocate(16 + 24).putInt(0x803).putInt(24).putInt(1).putInt(1).array();
      byte[] labels = ByteBuffer.allocate(8 + 24).putInt(0x801).putInt(24).array();
      Files.write(mnist.resolve(part + "-images-idx3-ubyte"), images);
      Files.write(mnist.resolve(part + "-labels-idx1-ubyte"), labels);
    }
    assertThat(Execution.ofSuccess("data", "info", "mnist", "--data-dir", folder).out())
        .containsPattern("content sha256 [0-9a-f]{64} \\(NOT the published images: ");
    JsonNode json =
        Execution.ofSuccess("data", "info", "mnist", "--data-dir", folder, "--json").json();
    assertThat(json.path("publishedImages").isBoolean()).isTrue();
    assertThat(json.path("publishedImages").asBoolean()).isFalse();
  }

  @Test
  void real_data_that_are_here_are_recognized_by_their_contents() {
    for (String name : List.of("mnist", "fashion-mnist", "cifar10")) {
      Assumptions.assumeTrue(
          Datasets.isPresent(name, Datasets.defaultDirectory()), "skipped: no data");
      assertThat(Execution.ofSuccess("data", "fetch", name).out())
          .startsWith(name + ": already here, in ")
          .endsWith(" test images; they are the published ones\n");
      assertThat(Execution.ofSuccess("data", "info", name).out())
          .containsPattern("content sha256 [0-9a-f]{64} \\(the published images\\)\n");
    }
  }

  @Test
  void a_file_that_is_not_there_ends_with_one_line_and_status_1() throws IOException {
    String from = serve(exchange -> answer(exchange, 404, "no"));
    Execution execution = fetch("kmnist", from);
    assertThat(execution.status()).isEqualTo(1);
    assertThat(execution.errLines())
        .containsExactly(
            "bnn: train-images-idx3-ubyte.gz could not be fetched: "
                + from
                + "train-images-idx3-ubyte.gz: the server answered 404, not there");
    assertThat(names()).containsExactly(".fetch.lock");
  }

  @Test
  void a_wrong_file_is_set_aside_and_named() throws IOException {
    String from = serve(exchange -> answer(exchange, 200, "<html>log in first</html>"));
    Execution execution = fetch("kmnist", from);
    assertThat(execution.status()).isEqualTo(1);
    assertThat(execution.errLines()).hasSize(1);
    assertThat(execution.err())
        .contains(
            "what came is not the published file but a web page: its MD5 is ",
            " instead of bdb82020997e1d708af4cf47b453dcf7; it is kept as ",
            "train-images-idx3-ubyte.gz.wrong");
    assertThat(names()).containsExactly(".fetch.lock", "train-images-idx3-ubyte.gz.wrong");
  }

  @Test
  void with_json_standard_output_has_no_progress() throws IOException {
    String from = serve(exchange -> answer(exchange, 404, "no"));
    Execution execution =
        Execution.of("data", "fetch", "kmnist", "--data-dir", folder, "--from", from, "--json");
    assertThat(execution.out()).isEmpty();
    assertThat(execution.err()).contains("could not be fetched");
  }

  /** A second fetch meanwhile; then the first is ended as by Ctrl-C, and run again. */
  @Test
  void an_interrupted_fetch_is_continued_and_a_second_one_at_once_is_refused() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    String from =
        serve(
            exchange -> {
              if (exchange.getRequestHeaders().containsKey("Range")) {
                answer(exchange, 503, "");
                return;
              }
              exchange.sendResponseHeaders(200, 10_000_000);
              exchange.getResponseBody().write(new byte[2_000_000]);
              exchange.getResponseBody().flush();
              end.await();
            });
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Bnn.class.getName(),
                "data",
                "fetch",
                "kmnist",
                "--data-dir",
                folder.toString(),
                "--from",
                from)
            .redirectErrorStream(true)
            .start();
    processes.add(process);
    Path part = folder.resolve("kmnist/train-images-idx3-ubyte.gz.part");
    while (!Files.exists(part) || Files.size(part) < 2_000_000) {
      Thread.sleep(20);
    }
    Execution second = fetch("kmnist", from);
    assertThat(second.status()).isEqualTo(1);
    assertThat(second.err())
        .startsWith("bnn: another fetch is at work in " + folder.resolve("kmnist"));

    process.toHandle().destroy();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(128 + 15);
    end.countDown();
    assertThat(out)
        .contains(
            from + "train-images-idx3-ubyte.gz\n", "train-images-idx3-ubyte.gz: ", " of 10.0 MB");
    assertThat(names()).containsExactly(".fetch.lock", "train-images-idx3-ubyte.gz.part");

    Execution third = fetch("kmnist", from);
    assertThat(third.status()).isEqualTo(1);
    assertThat(third.err())
        .contains("503", "the 2,000,000 bytes that came are kept in " + part, "run it again");
    assertThat(ranges).containsExactly("null", "bytes=2000000-");
  }

  @Test
  void plain_progress_is_a_line_for_each_tenth() {
    StringWriter text = new StringWriter();
    FetchPrinter printer = new FetchPrinter(new PrintWriter(text));
    printer.started("http://x/f.gz", 10_000_000, 30_000_000);
    for (int bytes = 10_000_000; bytes <= 30_000_000; bytes += 100_000) {
      printer.arrived(bytes);
    }
    printer.ended();
    assertThat(text.toString().lines())
        .containsExactly(
            "http://x/f.gz, from 10.0 MB on",
            "f.gz: 13.0 of 30.0 MB",
            "f.gz: 16.0 of 30.0 MB",
            "f.gz: 19.0 of 30.0 MB",
            "f.gz: 22.0 of 30.0 MB",
            "f.gz: 25.0 of 30.0 MB",
            "f.gz: 28.0 of 30.0 MB");
  }

  @Test
  void the_list_says_what_is_here_and_how_to_get_the_rest() throws IOException {
    assertThat(Execution.ofSuccess("data", "list", "--data-dir", folder).out())
        .containsPattern("cifar10 +no +3×32×32 +45000 +5000 +10000 +bnn data fetch cifar10\n")
        .containsPattern("digits +yes +1×8×8 +1213 +225 +359 +handwritten digits");
    JsonNode list = Execution.ofSuccess("data", "list", "--data-dir", folder, "--json").json();
    assertThat(list.findValuesAsText("name"))
        .containsExactly("digits", "mnist", "fashion-mnist", "kmnist", "cifar10", "svhn");
    JsonNode svhn = list.get(5);
    assertThat(svhn.path("here").asBoolean()).isFalse();
    assertThat(svhn.path("train").asInt() + svhn.path("validation").asInt()).isEqualTo(73_257);
    assertThat(svhn.path("channels").asInt()).isEqualTo(3);
    assertThat(svhn.path("howToGet").asText()).isEqualTo("bnn data fetch svhn");
  }

  /** The pixels are 184 MB: there is no room for a second copy. */
  @Test
  void cifar10_loads_in_250_megabytes() throws Exception {
    Assumptions.assumeTrue(
        Datasets.isPresent("cifar10", Datasets.defaultDirectory()), "skipped: no data");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx250m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Bnn.class.getName(),
                "data",
                "fetch",
                "cifar10")
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s", out).isZero();
    assertThat(out).contains("they are the published ones");
  }
}
