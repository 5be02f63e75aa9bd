package dev.bnn.hwgen;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A small fault in the library.
 *
 * @param module file it is in
 * @param before text that is replaced, wherever it occurs
 * @param times how often it must occur, so that a changed library does not go unnoticed
 * @param after text instead
 * @param what the fault in words
 */
record Mutation(String module, String before, int times, String after, String what) {
  static Mutation of(String module, String before, String after, String what) {
    return new Mutation(module, before, 1, after, what);
  }

  /** Copies the library with this fault into a folder. */
  void copyLibrary(Path folder) throws IOException {
    copy(folder);
    Path file = folder.resolve(module + ".v");
    String text = Files.readString(file);
    int found = (text.length() - text.replace(before, "").length()) / before.length();
    if (found != times) {
      throw new IllegalStateException(
          module + " has " + found + " × \"" + before + "\", not " + times);
    }
    Files.writeString(file, text.replace(before, after));
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
