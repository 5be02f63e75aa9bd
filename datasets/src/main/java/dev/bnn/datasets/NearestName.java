package dev.bnn.datasets;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which name was meant by a word that is none. */
public final class NearestName {
  private static final int MOST_EDITS = 2;

  private NearestName() {}

  /**
   * The name that differs from the word by at most {@value #MOST_EDITS} letters or digits, or
   * begins with it; case and punctuation do not count. The nearest, among equals the first.
   */
  public static Optional<String> of(String word, List<String> names) {
    String plain = plain(word);
    return names.stream()
        .filter(name -> edits(plain, plain(name)) <= MOST_EDITS || isBeginning(plain, plain(name)))
        .min(Comparator.comparing(name -> edits(plain, plain(name))));
  }

  private static boolean isBeginning(String word, String name) {
    return word.length() > MOST_EDITS && name.startsWith(word);
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /** Letters to insert, delete or replace (V. Levenshtein, 1965). */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1]; // edits from the beginning of from to each of to
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
