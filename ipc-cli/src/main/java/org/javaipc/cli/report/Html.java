package org.javaipc.cli.report;

/** Text in HTML. */
final class Html {
  private Html() {}

  /** {@return a text with the characters replaced that mean something in HTML} */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
