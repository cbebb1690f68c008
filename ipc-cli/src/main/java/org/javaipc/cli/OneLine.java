package org.javaipc.cli;

/** Texts of others, made fit for one line of a terminal. */
final class OneLine {
  private OneLine() {}

  /** {@return a text without control characters} */
  static String of(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
