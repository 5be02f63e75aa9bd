package dev.bnn.hwgen;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A small fault in the library.
 *
 * @param module file it is in
 * @param before text that is replaced, wherever it occurs
 * @param times how often it must occur, so that a changed library does not go unnoticed
 * @param after text instead
 * @param what the fault in words
 * @param harmless why nobody can tell the difference; empty for a fault that must be seen
 */
record Mutation(
    String module, String before, int times, String after, String what, Optional<String> harmless) {
  static Mutation of(String module, String before, String after, String what) {
    return ofAll(module, before, 1, after, what);
  }

  /** A fault in several places at once. */
  static Mutation ofAll(String module, String before, int times, String after, String what) {
    return new Mutation(module, before, times, after, what, Optional.empty());
  }

  /** The same, if it is none. */
  Mutation butHarmless(String why) {
    return new Mutation(module, before, times, after, what, Optional.of(why));
  }

  /** The module's text with this fault. */
  String changedText() throws IOException {
    String text = Files.readString(HdlTools.RTL.resolve(module + ".v"));
    int found = (text.length() - text.replace(before, "").length()) / before.length();
    if (found != times) {
      throw new IllegalStateException(
          module + " has " + found + " × \"" + before + "\", not " + times);
    }
    return text.replace(before, after);
  }

  /** Copies the library with this fault into a folder. */
  void copyLibrary(Path folder) throws IOException {
    copy(folder);
    Files.writeString(folder.resolve(module + ".v"), changedText());
  }

  /** Copies the library as it is. */
  static void copy(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(HdlTools.RTL, "*.v")) {
      for (Path file : files) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  @Override
  public String toString() {
    return module + ": " + what;
  }
}
