package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;

/**
 * A command line that was run in this process.
 *
 * @param status its exit status
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Execution(int status, String out, String err) {
  /** Runs a command line; paths may be given as such. */
  static Execution of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
    int status =
        Bnn.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words);
    return new Execution(status, out.toString(), err.toString());
  }

  /** Runs a command line that must succeed. */
  static Execution ofSuccess(Object... arguments) {
    Execution execution = of(arguments);
    assertThat(execution.status).as("%s", execution).isZero();
    return execution;
  }

  /** Standard output, which must be JSON and nothing else. */
  JsonNode json() throws JsonProcessingException {
    return new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(out);
  }

  List<String> errLines() {
    return err.lines().toList();
  }
}
