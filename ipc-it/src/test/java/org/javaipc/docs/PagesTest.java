package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The pages as a whole: the index of decisions, and the links between files of the repository. */
class PagesTest {
  private static final Path ROOT = CodeOnPage.root();
  private static final Path DECISIONS = ROOT.resolve("docs/decisions");
  private static final Pattern HEAD =
      Pattern.compile(
          "# (\\d+)\\. ([^\\n]+)\\n\\nDate: (\\d{4}-\\d\\d-\\d\\d)\\. Status: ([^\\n]+)\\.\\n.*",
          Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  @Test
  @DisplayName("each decision has a number, a date and a status, and stands in the index")
  void decisionsAreIndexed() throws IOException {
    List<String> rows = new ArrayList<>();
    try (Stream<Path> pages = Files.list(DECISIONS)) {
      for (Path page : pages.filter(PagesTest::isDecision).sorted().toList()) {
        rows.add(row(page));
      }
    }
    String index = Files.readString(DECISIONS.resolve("README.md"));
    String table =
        index.lines().filter(line -> line.startsWith("| [")).collect(Collectors.joining("\n"));
    assertThat(table)
        .as("the table of docs/decisions/README.md")
        .isEqualTo(String.join("\n", rows));
  }

  @Test
  @DisplayName("each link from a page leads to a file of the repository, and to a heading of it")
  void linksLeadSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher links = LINK.matcher(Files.readString(page));
      while (links.find()) {
        String target = links.group(1);
        if (!target.contains(":") && !leads(page, target, links.group(2))) {
          broken.add(ROOT.relativize(page) + " -> " + links.group());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean leads(Path page, String target, String heading) throws IOException {
    Path file = target.isEmpty() ? page : page.resolveSibling(target);
    return Files.exists(file) && (heading == null || headings(file).contains(heading));
  }

  /** {@return the headings of a page as links name them} */
  private static List<String> headings(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w -]", "").replace(' ', '-'))
        .toList();
  }

  private static boolean isDecision(Path page) {
    return Character.isDigit(page.getFileName().toString().charAt(0));
  }

  private static String row(Path page) throws IOException {
    String name = page.getFileName().toString();
    Matcher head = HEAD.matcher(Files.readString(page));
    assertThat(head.matches())
        .as(name + " begins with '# N. Title', an empty line and 'Date: YYYY-MM-DD. Status: S.'")
        .isTrue();
    assertThat(name).startsWith("%04d-".formatted(Integer.parseInt(head.group(1))));
    return "| [%d](%s) | %s | %s | %s |"
        .formatted(
            Integer.parseInt(head.group(1)), name, head.group(2), head.group(3), head.group(4));
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> clients = Files.walk(ROOT.resolve("clients"), 2);
        Stream<Path> examples = Files.walk(ROOT.resolve("examples"), 2)) {
      return Stream.of(top, docs, clients, examples)
          .flatMap(Function.identity())
          .filter(page -> page.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }
}
