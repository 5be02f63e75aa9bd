package dev.bnn.datasets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against servers that do everything a server should not do. */
@Timeout(180)
class DownloadTest {
  private static final byte[] CONTENT = new byte[300_000];
  private static final byte[] PAGE = "<html>please log in</html>".getBytes(US_ASCII);
  private static final Download.Patience ENOUGH =
      new Download.Patience(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMillis(1));
  private static final Duration LITTLE = Duration.ofMillis(1500);

  static {
    new Random(1).nextBytes(CONTENT);
  }

  @TempDir Path folder;
  private final List<BadServer> servers = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private Download.Patience patience = ENOUGH;

  @AfterEach
  void stop() throws IOException {
    for (BadServer server : servers) {
      server.close();
    }
  }

  private BadServer serve(BadServer.Answer answer) throws IOException {
    BadServer server = new BadServer(answer);
    servers.add(server);
    return server;
  }

  private static RemoteFile file(String... folders) {
    return new RemoteFile("f.bin", List.of(folders), md5(CONTENT), 1_000_000);
  }

  static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(java.security.MessageDigest.getInstance("MD5").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void fetch(RemoteFile file) throws IOException {
    FetchListener listener =
        new FetchListener() {
          @Override
          public void told(String line) {
            told.add(line);
          }
        };
    try (Download download = new Download(patience, listener)) {
      download.fetch(file, folder);
    }
  }

  private void assertPlaced() throws IOException {
    assertThat(folder.resolve("f.bin")).hasBinaryContent(CONTENT);
    assertThat(names()).doesNotContain("f.bin.part");
  }

  private void assertFails(RemoteFile file, String... words) throws IOException {
    assertThatThrownBy(() -> fetch(file))
        .isInstanceOf(DatasetException.class)
        .message()
        .doesNotContain("\n")
        .contains(words);
    assertThat(names()).doesNotContain("f.bin");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private Path part() {
    return folder.resolve("f.bin.part");
  }

  private void writePart(byte[] bytes) throws IOException {
    Files.write(part(), bytes);
  }

  @Test
  void a_file_is_placed_whole() throws IOException {
    BadServer server = serve(BadServer.good(CONTENT));
    fetch(file(server.address()));
    assertPlaced();
    assertThat(server.targets()).containsExactly("/f.bin");
    assertThat(told).isEmpty();
  }

  @Test
  void a_connection_that_breaks_off_is_continued_where_it_ended() throws IOException {
    BadServer server = serve(BadServer.breakingOff(CONTENT, 100_000, part()));
    fetch(file(server.address()));
    assertPlaced();
    assertThat(server.asked()).containsExactly(-1L, 100_000L, 200_000L);
    assertThat(told).hasSize(2).allMatch(line -> line.contains("the connection broke off"));
  }

  @Test
  void a_server_that_cannot_continue_and_breaks_off_for_ever_is_given_up() throws IOException {
    AtomicInteger answers = new AtomicInteger();
    BadServer server =
        serve(
            (request, out) -> {
              int bytes = answers.incrementAndGet() % 2 == 0 ? 2000 : 1000;
              BadServer.head(out, 200, "Content-Length: 300000");
              out.write(CONTENT, 0, bytes);
              BadServer.awaitSize(part(), bytes);
            });
    assertFails(
        file(server.address()), "the connection broke off", " bytes that came are kept in ");
    assertThat(server.asked()).hasSize(4); // 1000, 2000, and twice no more than that
  }

  @Test
  void the_next_run_continues_where_the_last_one_ended() throws IOException {
    writePart(Arrays.copyOf(CONTENT, 123_456));
    BadServer server = serve(BadServer.good(CONTENT));
    fetch(file(server.address()));
    assertPlaced();
    assertThat(server.asked()).containsExactly(123_456L);
  }

  @Test
  void another_mirror_continues_what_the_first_began() throws IOException {
    BadServer first =
        serve(
            (request, out) -> {
              if (request.from() < 0) {
                BadServer.breakingOff(CONTENT, 50_000, part()).write(request, out);
              } else {
                BadServer.status(503).write(request, out);
              }
            });
    BadServer second = serve(BadServer.good(CONTENT));
    fetch(file(first.address(), second.address()));
    assertPlaced();
    assertThat(second.asked()).containsExactly(50_000L);
  }

  @Test
  void from_a_server_that_ignores_the_range_it_comes_from_the_beginning() throws IOException {
    writePart(Arrays.copyOf(CONTENT, 123_456));
    fetch(file(serve(BadServer.whole(CONTENT)).address()));
    assertPlaced();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Range: bytes 5-299999/300000",
        "Content-Range: nonsense",
        "Content-Range: bytes 99999999999999999999-1/2",
        "X-Nothing: 1"
      })
  void from_a_server_that_sends_another_range_it_comes_from_the_beginning(String field)
      throws IOException {
    writePart(Arrays.copyOf(CONTENT, 10));
    BadServer server =
        serve(
            (request, out) -> {
              if (request.from() < 0) {
                BadServer.good(CONTENT).write(request, out);
              } else {
                BadServer.head(out, 206, field, "Content-Length: 4");
                out.write(new byte[4]);
              }
            });
    fetch(file(server.address()));
    assertPlaced();
    assertThat(server.asked()).containsExactly(10L, -1L);
  }

  @Test
  void a_part_that_is_whole_already_is_taken() throws IOException {
    writePart(CONTENT);
    fetch(file(serve(BadServer.status(416)).address()));
    assertPlaced();
  }

  @Test
  void pieces_that_do_not_fit_together_are_fetched_anew() throws IOException {
    writePart(new byte[1000]);
    BadServer server = serve(BadServer.good(CONTENT));
    fetch(file(server.address()));
    assertPlaced();
    assertThat(server.asked()).containsExactly(1000L, -1L);
    assertThat(told)
        .containsExactly("the pieces of f.bin do not fit together: once more from the beginning");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 410, 418, 500, 503, 204})
  void when_a_server_does_not_give_it_the_next_is_asked(int status) throws IOException {
    BadServer bad = serve(BadServer.status(status));
    BadServer good = serve(BadServer.good(CONTENT));
    fetch(file(bad.address(), good.address()));
    assertPlaced();
    assertThat(bad.asked()).hasSize(1);
    assertThat(told).hasSize(1);
    assertThat(told.get(0)).startsWith(bad.address() + "f.bin: the server answered " + status);
  }

  @Test
  void when_no_server_gives_it_all_reasons_are_told() throws IOException {
    BadServer one = serve(BadServer.status(404));
    BadServer other = serve(BadServer.status(503));
    assertFails(
        file(one.address(), other.address()),
        "f.bin could not be fetched: %sf.bin: the server answered 404, not there; "
            .formatted(one.address()),
        "%sf.bin: the server answered 503, it is out of order".formatted(other.address()));
    assertThat(names()).isEmpty();
  }

  @Test
  void a_redirection_is_followed() throws IOException {
    BadServer good = serve(BadServer.good(CONTENT));
    BadServer moved = serve(BadServer.status(302, "Location: " + good.address() + "there"));
    fetch(file(moved.address()));
    assertPlaced();
    assertThat(good.targets()).containsExactly("/there");
  }

  @Test
  void redirections_in_circles_end() throws IOException {
    BadServer circle = serve(BadServer.status(302, "Location: /again"));
    assertFails(
        file(circle.address()),
        "the server answered 302, a redirection that leads nowhere or in circles");
    assertThat(circle.asked()).hasSizeLessThan(10);
  }

  @Test
  void a_wrong_file_is_set_aside_and_the_next_mirror_asked() throws IOException {
    byte[] wrong = CONTENT.clone();
    wrong[7] ^= 1;
    fetch(file(serve(BadServer.good(wrong)).address(), serve(BadServer.good(CONTENT)).address()));
    assertPlaced();
    assertThat(folder.resolve("f.bin.wrong")).hasBinaryContent(wrong);
    assertThat(told).hasSize(1);
    assertThat(told.get(0))
        .contains(
            "what came is not the published file: its MD5 is "
                + md5(wrong)
                + " instead of "
                + md5(CONTENT),
            "kept as " + folder.resolve("f.bin.wrong"));
  }

  @Test
  void a_web_page_in_place_of_the_file_is_called_one() throws IOException {
    assertFails(
        file(serve(BadServer.whole(PAGE)).address()),
        "what came is not the published file but a web page: its MD5 is " + md5(PAGE));
    assertThat(names()).containsExactly("f.bin.wrong");
  }

  @Test
  void a_length_that_is_too_long_is_found_out_and_what_came_is_kept() throws IOException {
    BadServer server =
        serve(
            (request, out) -> {
              boolean again = Files.exists(part());
              BadServer.head(out, 200, "Content-Length: 400000");
              if (again) {
                BadServer.awaitSize(part(), 0); // begun anew: what came before is no answer
              }
              out.write(CONTENT, 0, 200_000);
              BadServer.awaitSize(part(), 200_000);
            });
    assertFails(
        file(server.address()),
        "the connection broke off",
        "the 200,000 bytes that came are kept in " + part() + ": run it again to continue");
    assertThat(part()).hasBinaryContent(Arrays.copyOf(CONTENT, 200_000));
    assertThat(server.asked()).containsExactly(-1L, 200_000L, 200_000L);
  }

  @Test
  void a_length_that_is_too_short_is_found_out() throws IOException {
    BadServer server =
        serve(
            (request, out) -> {
              BadServer.head(out, 200, "Content-Length: 100000");
              out.write(CONTENT);
            });
    assertFails(file(server.address()), "what came is not the published file: its MD5 is ");
  }

  @Test
  void garbage_instead_of_an_answer_is_a_broken_connection() throws IOException {
    BadServer server = serve((request, out) -> out.write(CONTENT));
    assertFails(file(server.address()), "the connection broke off");
  }

  @Test
  void a_server_that_sends_without_end_is_not_believed() throws IOException {
    BadServer endless =
        serve(
            (request, out) -> {
              BadServer.head(out, 200);
              while (true) {
                out.write(CONTENT);
              }
            });
    assertFails(file(endless.address()), "more than the 1,000,000 bytes that f.bin can have");
    assertThat(names()).isEmpty();
    BadServer boaster =
        serve(
            (request, out) -> {
              BadServer.head(out, 200, "Content-Length: 9999999999");
              Thread.sleep(180_000); // the client ends it
            });
    assertFails(file(boaster.address()), "more than the 1,000,000 bytes that f.bin can have");
  }

  @Test
  void silence_in_the_middle_is_waited_for_but_not_for_ever() throws IOException {
    patience = new Download.Patience(ENOUGH.answer(), LITTLE, ENOUGH.pause());
    BadServer server =
        serve(
            (request, out) -> {
              ByteArrayOutputStream answer = new ByteArrayOutputStream();
              BadServer.head(answer, 200, "Content-Length: 300000");
              answer.write(CONTENT, 0, 1000);
              out.write(answer.toByteArray()); // at once, that no pause is between them
              Thread.sleep(180_000);
            });
    assertFails(file(server.address()), "nothing came for 1.5 s", "1,000 bytes that came are kept");
  }

  @Test
  void silence_instead_of_an_answer_is_not_waited_for_for_ever() throws IOException {
    patience = new Download.Patience(LITTLE, ENOUGH.silence(), ENOUGH.pause());
    BadServer server = serve((request, out) -> Thread.sleep(180_000));
    assertFails(file(server.address()), "no answer for 1.5 s");
  }

  @Test
  void without_a_network_or_server_it_says_so() throws IOException {
    BadServer gone = serve(BadServer.status(200));
    gone.close();
    assertFails(
        file("http://no-such-host.invalid/", gone.address()),
        "http://no-such-host.invalid/f.bin: no such host, or no network; ",
        gone.address() + "f.bin: no connection");
  }

  @Test
  void the_proxy_of_the_system_properties_is_used() throws IOException {
    BadServer proxy = serve(BadServer.good(CONTENT));
    System.setProperty("http.proxyHost", "localhost");
    System.setProperty("http.proxyPort", Integer.toString(proxy.port()));
    try {
      fetch(file("http://mirror.invalid/"));
    } finally {
      System.clearProperty("http.proxyHost");
      System.clearProperty("http.proxyPort");
    }
    assertPlaced();
    assertThat(proxy.targets()).containsExactly("http://mirror.invalid/f.bin");
  }

  @Test
  void a_full_disk_is_named_and_other_mirrors_are_left_alone() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "skipped: no /dev/full");
    Files.createSymbolicLink(part(), full);
    BadServer server = serve(BadServer.good(CONTENT));
    assertFails(
        file(server.address(), server.address()),
        part() + " cannot be written: No space left on device; make room and run it again");
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void a_place_that_cannot_be_written_is_named() throws IOException {
    Files.createDirectory(part());
    BadServer server = serve(BadServer.good(CONTENT));
    assertFails(file(server.address()), "f.bin.part cannot be written: ");
  }
}
