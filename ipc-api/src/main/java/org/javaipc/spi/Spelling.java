package org.javaipc.spi;

import java.util.Collection;
import java.util.Comparator;

/** Finds the word that a misspelled one probably stands for. */
public final class Spelling {
  private Spelling() {}

  /**
   * {@return {@code " (did you mean 'x'?)"} for the nearest of the known words, or nothing if none
   * is near}
   *
   * @param word as it was spelled
   * @param known words
   */
  public static String suggestion(String word, Collection<String> known) {
    int near = 1 + word.length() / 3;
    return known.stream()
        .filter(candidate -> distance(word, candidate) <= near)
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .map(candidate -> " (did you mean '" + candidate + "'?)")
        .orElse("");
  }

  /**
   * {@return whether a word may be a misspelling of another}
   *
   * @param word as it was spelled
   * @param known the word it may stand for
   */
  public static boolean isNear(String word, String known) {
    return distance(word, known) <= 2;
  }

  /** The Levenshtein distance, computed by rows, ignoring case. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int substitute = diagonal + (sameLetter(a.charAt(i - 1), b.charAt(j - 1)) ? 0 : 1);
        row[j] = Math.min(substitute, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[b.length()];
  }

  private static boolean sameLetter(char a, char b) {
    return Character.toLowerCase(a) == Character.toLowerCase(b);
  }
}
