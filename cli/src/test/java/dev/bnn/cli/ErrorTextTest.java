package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class ErrorTextTest {
  private static void assertText(Throwable failure, String message, int exitCode) {
    assertThat(ErrorText.of(failure)).isEqualTo(new ErrorText(message, exitCode));
  }

  @Test
  void a_file_and_its_reason_are_named() {
    assertText(new NoSuchFileException("a/b"), "a/b: no such file or folder", 1);
    assertText(new AccessDeniedException("a/b"), "a/b: permission denied", 1);
    assertText(new FileSystemException("a/b", null, "Is a directory"), "a/b: Is a directory", 1);
    assertText(new UncheckedIOException(new IOException("a/b: odd")), "a/b: odd", 1);
  }

  @Test
  void wrong_arguments_have_a_status_of_their_own() {
    assertText(new IllegalArgumentException("0 epochs"), "0 epochs", 2);
    assertText(new CommandFailedException("no tool"), "no tool", 1);
  }

  @Test
  void what_only_the_machine_lacks_is_no_internal_error() {
    assertThat(ErrorText.of(new OutOfMemoryError()).message()).contains("BNN_JAVA_OPTIONS=-Xmx");
    Error noNatives = new ExceptionInInitializerError(new UnsatisfiedLinkError("no jniopenblas"));
    assertThat(ErrorText.of(noNatives).message()).contains("native library", "no jniopenblas");
  }

  @Test
  void everything_else_is_to_be_reported() {
    ErrorText text = ErrorText.of(new IllegalStateException("odd"));
    assertThat(text.message()).contains("internal error", "odd", "--debug");
    assertThat(text.exitCode()).isEqualTo(1);
  }
}
