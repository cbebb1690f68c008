package org.javaipc.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real browser without a window, which says what it has drawn. */
final class Browser {
  static final String PROGRAM = "chromium";

  private static final Pattern PROBE = Pattern.compile("(?s)<pre id=\"probe\">(.+?)</pre>");

  private Browser() {}

  /**
   * {@return what {@code probe.html} reads in a page, as words on lines}
   *
   * @param folder for its files
   * @param width of the page in pixels
   * @param isDark whether the user wants dark pages
   */
  static List<List<String>> probe(String page, Path folder, int width, boolean isDark)
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("probe.html"), around(page, width));
    Path dom = folder.resolve("dom.html");
    Process browser =
        new ProcessBuilder(
                PROGRAM,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--user-data-dir=" + folder.resolve("profile"),
                "--window-size=1400,1000",
                "--blink-settings=preferredColorScheme=" + (isDark ? 0 : 1),
                "--virtual-time-budget=10000",
                "--dump-dom",
                file.toUri().toString())
            .redirectOutput(dom.toFile())
            .redirectError(folder.resolve("browser.log").toFile())
            .start();
    if (!browser.waitFor(3, TimeUnit.MINUTES)) {
      browser.destroyForcibly().waitFor();
    }
    Matcher probe = PROBE.matcher(Files.readString(dom));
    if (!probe.find()) {
      throw new AssertionError(
          "the browser has read nothing: " + Files.readString(folder.resolve("browser.log")));
    }
    return probe.group(1).lines().map(line -> Arrays.asList(line.split(" ", -1))).toList();
  }

  private static String around(String page, int width) throws IOException {
    try (InputStream text = Browser.class.getResourceAsStream("probe.html")) {
      return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8)
          .replace("WIDTH", Integer.toString(width))
          .replace("PAGE", page.replace("&", "&amp;").replace("\"", "&quot;"));
    }
  }
}
