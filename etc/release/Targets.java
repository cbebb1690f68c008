import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where the links of pages lead in the site: one to a page, to that page; one to the source of a documented class, to its Javadoc; one
 * to any other file, to the sources.
 */
final class Targets {
  static final String SOURCES = "https://github.com/javaipc/javaipc/blob/main/";

  private final Path root;
  private final Apis apis;
  private final Set<Path> pages;

  Targets(Path root, Apis apis) throws IOException {
    this.root = root;
    this.apis = apis;
    this.pages = new HashSet<>(pages(root));
  }

  /** {@return all pages of a checkout} */
  static List<Path> pages(Path root) throws IOException {
    try (Stream<Path> top = Files.list(root);
        Stream<Path> docs = Files.walk(root.resolve("docs"));
        Stream<Path> clients = Files.walk(root.resolve("clients"), 2);
        Stream<Path> examples = Files.walk(root.resolve("examples"), 2)) {
      return Stream.of(top, docs, clients, examples)
          .flatMap(Function.identity())
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  /** {@return the pictures that pages show; they keep their paths} */
  static List<Path> pictures(Path root) throws IOException {
    try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
      return docs.filter(file -> file.toString().endsWith(".svg")).toList();
    }
  }

  /** {@return the path of a page in the site} */
  String html(Path page) {
    return root.relativize(page)
        .toString()
        .replaceFirst("(^|/)README\\.md$", "$1index.html")
        .replaceFirst("\\.md$", ".html");
  }

  /** {@return what a link of a page is in the site} */
  String moved(Path page, String link) throws IOException {
    if (link.contains(":") || link.startsWith("#")) {
      return link;
    }
    String file = link.replaceFirst("#.*", "");
    String anchor = link.substring(file.length());
    Path named = page.resolveSibling(file).normalize();
    Optional<String> inside = inside(named);
    if (inside.isEmpty()) {
      return SOURCES + root.relativize(named) + anchor;
    }
    return up(html(page)) + inside.get() + anchor;
  }

  private Optional<String> inside(Path named) throws IOException {
    for (Path page : List.of(named, named.resolve("README.md"))) {
      if (pages.contains(page)) {
        return Optional.of(html(page));
      }
    }
    return apis.page(named).map(Path::toString);
  }

  /** {@return the way from a page of the site to its top} */
  static String up(String html) {
    return "../".repeat(Path.of(html).getNameCount() - 1);
  }
}
