package dev.bnn.datasets;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A web server of one's own on this machine that answers byte for byte as a test wants. */
final class BadServer implements AutoCloseable {
  /** Writes the whole answer; the connection is closed after it. */
  @FunctionalInterface
  interface Answer {
    void write(Request request, OutputStream out) throws Exception;
  }

  /**
   * What was asked.
   *
   * @param target path, or address if this server is taken for a proxy
   * @param from first byte wanted, −1 if all are
   */
  record Request(String target, long from) {}

  private final ServerSocket socket;
  private final Answer answer;
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

  BadServer(Answer answer) throws IOException {
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.answer = answer;
    inBackground(this::accept);
  }

  private static void inBackground(Runnable task) {
    Thread thread = new Thread(task, "bad server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        inBackground(() -> serve(connection));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      Request request = read(connection);
      requests.add(request);
      answer.write(request, connection.getOutputStream());
    } catch (Exception e) {
      // the client has gone
    }
  }

  private static Request read(Socket connection) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII));
    String target = in.readLine().split(" ")[1];
    long from = -1;
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      if (line.startsWith("Range: bytes=")) {
        from = Long.parseLong(line.substring("Range: bytes=".length(), line.length() - 1));
      }
    }
    return new Request(target, from);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Address of its root, with a slash at the end. */
  String address() {
    return "http://localhost:" + port() + "/";
  }

  /** First bytes that were asked for, request by request. */
  List<Long> asked() {
    return requests.stream().map(Request::from).toList();
  }

  List<String> targets() {
    return requests.stream().map(Request::target).toList();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Status line and header fields. */
  static void head(OutputStream out, int status, String... fields) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " x\r\nConnection: close\r\n");
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(US_ASCII));
  }

  /** As a good server: all of it, or what is asked for. */
  static Answer good(byte[] content) {
    return (request, out) -> {
      int from = (int) Math.max(0, request.from);
      String range = "bytes %d-%d/%d".formatted(from, content.length - 1, content.length);
      String length = "Content-Length: " + (content.length - from);
      if (request.from < 0) {
        head(out, 200, length);
      } else {
        head(out, 206, length, "Content-Range: " + range);
      }
      out.write(content, from, content.length - from);
    };
  }

  /**
   * Never more than so many bytes in one answer, though it promises all; {@code part} gets them.
   */
  static Answer breakingOff(byte[] content, int bytes, Path part) {
    return (request, out) -> {
      int from = (int) Math.max(0, request.from);
      int to = Math.min(content.length, from + bytes);
      String range = "bytes %d-%d/%d".formatted(from, content.length - 1, content.length);
      head(
          out,
          request.from < 0 ? 200 : 206,
          "Content-Length: " + (content.length - from),
          "Content-Range: " + range);
      out.write(content, from, to - from);
      awaitSize(part, to);
    };
  }

  /**
   * Waits until the client has written so many bytes: Java's client forgets what it has not handed
   * on when the connection ends before its time.
   */
  static void awaitSize(Path part, long size) throws IOException, InterruptedException {
    while (!Files.exists(part) || Files.size(part) != size) {
      Thread.sleep(5);
    }
  }

  /** All of it whatever is asked for. */
  static Answer whole(byte[] content) {
    return (request, out) -> {
      head(out, 200, "Content-Length: " + content.length);
      out.write(content);
    };
  }

  static Answer status(int status, String... fields) {
    return (request, out) -> head(out, status, Arrays.copyOf(append(fields), fields.length + 1));
  }

  private static String[] append(String[] fields) {
    String[] all = Arrays.copyOf(fields, fields.length + 1);
    all[fields.length] = "Content-Length: 0";
    return all;
  }
}
