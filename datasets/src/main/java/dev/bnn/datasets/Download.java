package dev.bnn.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Brings one file by HTTP: whole and with the published checksum, or not at all.
 *
 * <p>What has come lies in {@code NAME.part} and is continued: by the next attempt, the next
 * address, the next run. A server continues only if it answers 206 with a {@code Content-Range}
 * that begins at the very byte asked for; from any other the file comes from its beginning. Whether
 * the pieces fit together is decided by the checksum of the whole: if they do not, the file is
 * fetched once more from its beginning. A file with a wrong checksum is set aside as {@code
 * NAME.wrong}. Proxies are those of the Java properties {@code https.proxyHost} and so on.
 */
final class Download implements AutoCloseable {
  private static final int ATTEMPTS = 3;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d+/(?:\\d+|\\*)");

  /**
   * How long to wait.
   *
   * @param answer for a connection, and for a server to begin its answer
   * @param silence for the next byte
   * @param pause before another attempt
   */
  record Patience(Duration answer, Duration silence, Duration pause) {
    static final Patience USUAL =
        new Patience(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(2));
  }

  private final HttpClient client;
  private final Patience patience;
  private final FetchListener listener;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "download");
            thread.setDaemon(true);
            return thread;
          });

  Download(Patience patience, FetchListener listener) {
    this.patience = patience;
    this.listener = listener;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(patience.answer)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }

  /** A server that does not give the file; another may. */
  private static final class NotGivenException extends IOException {
    private static final long serialVersionUID = 1;

    NotGivenException(String message) {
      super(message);
    }
  }

  /**
   * Brings the file into the folder, which is there.
   *
   * @throws DatasetException if no address gives it, or it cannot be written
   */
  void fetch(RemoteFile file, Path folder) throws IOException {
    Path part = folder.resolve(file.name() + ".part");
    List<String> reasons = new ArrayList<>();
    for (String place : file.folders()) {
      String address = place + file.name();
      try {
        bring(address, file, part);
        Files.move(part, folder.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (NotGivenException e) {
        reasons.add(address + ": " + e.getMessage());
        if (reasons.size() < file.folders().size()) {
          listener.told(reasons.get(reasons.size() - 1) + "; trying the next address");
        }
      }
    }
    long kept = sizeOf(part);
    throw new DatasetException(
        file.name()
            + " could not be fetched: "
            + String.join("; ", reasons)
            + (kept == 0
                ? ""
                : Checks.text(
                    "; the %,d bytes that came are kept in %s: run it again to continue",
                    kept, part)));
  }

  private void bring(String address, RemoteFile file, Path part) throws IOException {
    boolean continued = sizeOf(part) > 0;
    bringAllBytes(address, file, part);
    if (continued && !md5(part).equals(file.md5())) {
      listener.told(
          "the pieces of " + file.name() + " do not fit together: once more from the beginning");
      Files.delete(part);
      bringAllBytes(address, file, part);
    }
    String found = md5(part);
    if (!found.equals(file.md5())) {
      Path aside = part.resolveSibling(file.name() + ".wrong");
      boolean page = startsAsPage(part);
      Files.move(part, aside, StandardCopyOption.REPLACE_EXISTING);
      throw new NotGivenException(
          "what came is not the published file%s: its MD5 is %s instead of %s; it is kept as %s"
              .formatted(page ? " but a web page" : "", found, file.md5(), aside));
    }
  }

  /**
   * As many attempts as it takes while each brings the end nearer, and a few that do not: a server
   * that cannot continue may break off for ever.
   */
  private void bringAllBytes(String address, RemoteFile file, Path part) throws IOException {
    int idle = 0;
    long most = sizeOf(part);
    while (true) {
      try {
        transfer(address, file, part);
        return;
      } catch (NotGivenException | DatasetException e) {
        throw e;
      } catch (IOException e) {
        long size = sizeOf(part);
        idle = size > most ? 1 : idle + 1;
        most = Math.max(most, size);
        if (idle >= ATTEMPTS || most == 0) {
          throw new NotGivenException(describe(e));
        }
        listener.told(address + ": " + describe(e) + "; trying to continue");
        pause();
      }
    }
  }

  private void transfer(String address, RemoteFile file, Path part) throws IOException {
    long have = sizeOf(part);
    HttpResponse<InputStream> response = ask(address, have);
    try (InputStream in = response.body()) {
      if (have > 0 && response.statusCode() == 416) {
        return; // nothing is left to come; whether it is right, the checksum tells
      }
      if (have > 0 && response.statusCode() == 206 && startOf(response) != have) {
        listener.told(address + " does not continue where asked to: once more from the beginning");
        Files.delete(part);
        transfer(address, file, part);
        return;
      }
      long from = response.statusCode() == 206 ? have : 0;
      if (response.statusCode() != 200 && from == 0) {
        throw new NotGivenException("the server answered " + inWords(response.statusCode()));
      }
      OptionalLong length = response.headers().firstValueAsLong("Content-Length");
      long total = length.isPresent() ? from + length.getAsLong() : -1;
      refuseIfOver(total, file, part);
      listener.started(address, from, total);
      try {
        save(in, file, part, from);
      } finally {
        listener.ended();
      }
    }
  }

  private HttpResponse<InputStream> ask(String address, long from) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    // not HttpRequest.timeout: newer Java versions count the body in, which may take long
    return await(
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream()),
        patience.answer,
        "no answer");
  }

  /** The byte at which the body begins by its {@code Content-Range}, −1 if there is none. */
  private static long startOf(HttpResponse<?> response) {
    Matcher range =
        CONTENT_RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
    return range.matches() ? Long.parseLong(range.group(1)) : -1;
  }

  private static String inWords(int status) {
    return status
        + switch (status / 100) {
          case 3 -> ", a redirection that leads nowhere or in circles";
          case 4 -> status == 404 || status == 410 ? ", not there" : ", it does not give it";
          case 5 -> ", it is out of order";
          default -> "";
        };
  }

  private void save(InputStream in, RemoteFile file, Path part, long from) throws IOException {
    try (FileChannel out = openForWriting(part, from)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      long size = from;
      int n = read(in, buffer);
      while (n >= 0) {
        size += n;
        refuseIfOver(size, file, part);
        write(out, ByteBuffer.wrap(buffer, 0, n), part);
        listener.arrived(size);
        n = read(in, buffer);
      }
      out.force(true);
    }
  }

  /** Reads some bytes, but does not wait for ever: a body has no time-out of its own. */
  private int read(InputStream in, byte[] buffer) throws IOException {
    return await(reader.submit(() -> in.read(buffer)), patience.silence, "nothing came");
  }

  private static <T> T await(Future<T> result, Duration time, String failure) throws IOException {
    try {
      return result.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      result.cancel(true);
      throw new HttpTimeoutException(failure + " for " + time.toMillis() / 1000.0 + " s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private static FileChannel openForWriting(Path part, long from) throws IOException {
    try {
      FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      return out.truncate(from).position(from);
    } catch (IOException e) {
      throw new DatasetException(part + " cannot be written: " + Checks.reason(e), e);
    }
  }

  private static void write(FileChannel out, ByteBuffer bytes, Path part) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new DatasetException(
          part
              + " cannot be written: "
              + Checks.reason(e)
              + "; make room and run it again to continue",
          e);
    }
  }

  private static void refuseIfOver(long size, RemoteFile file, Path part) throws IOException {
    if (size > file.limit()) {
      Files.deleteIfExists(part);
      throw new NotGivenException(
          Checks.text("more than the %,d bytes that %s can have", file.limit(), file.name()));
    }
  }

  private void pause() throws IOException {
    try {
      Thread.sleep(patience.pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private static String describe(IOException e) {
    if (e instanceof HttpConnectTimeoutException) {
      return "no connection in time";
    }
    if (e instanceof HttpTimeoutException) {
      return e.getMessage();
    }
    if (e instanceof ConnectException) {
      return isUnresolved(e) ? "no such host, or no network" : "no connection";
    }
    if (e instanceof SSLException) {
      return "the connection is not to be trusted: " + e.getMessage();
    }
    return "closed".equals(e.getMessage())
        ? "the connection broke off"
        : "the connection broke off (" + e.getMessage() + ")";
  }

  private static boolean isUnresolved(Throwable e) {
    return e != null && (e instanceof UnresolvedAddressException || isUnresolved(e.getCause()));
  }

  private static long sizeOf(Path part) throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  private static boolean startsAsPage(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == '<';
    }
  }

  /** MD5 of a file, 32 hexadecimal digits. */
  static String md5(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
