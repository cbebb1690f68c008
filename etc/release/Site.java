import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * ROOT: makes target/site of the pages of a checkout, and of the Javadoc that its modules have in their targets. Links between
 * pages stay links between pages; one to a file that is not a page leads to the sources.
 */
final class Site {
  private static final String SOURCES = "https://github.com/javaipc/javaipc/blob/main/";
  private static final List<Extension> EXTENSIONS =
      List.of(TablesExtension.create(), HeadingAnchorExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder().extensions(EXTENSIONS).build();

  private final Path root;
  private final Path site;

  private Site(Path root) {
    this.root = root;
    this.site = root.resolve("target/site");
  }

  public static void main(String[] arguments) throws IOException {
    Site site = new Site(Path.of(arguments[0]).toRealPath());
    remove(site.site);
    for (Path page : site.pages()) {
      site.write(page);
    }
    for (Path module : site.modules()) {
      copy(module.resolve("target/reports/apidocs"), site.site.resolve("api/" + module.getFileName()));
    }
    System.out.println(site.site);
  }

  private List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("docs"))) {
      Stream<Path> docs = files.filter(Site::isPage);
      return Stream.concat(Stream.of(root.resolve("README.md"), root.resolve("CHANGELOG.md")), docs)
          .sorted()
          .toList();
    }
  }

  private List<Path> modules() throws IOException {
    try (Stream<Path> top = Files.list(root);
        Stream<Path> integrations = Files.list(root.resolve("integrations"))) {
      return Stream.concat(top, integrations)
          .filter(folder -> Files.isDirectory(folder.resolve("target/reports/apidocs")))
          .sorted()
          .toList();
    }
  }

  private static boolean isPage(Path file) {
    return file.toString().endsWith(".md");
  }

  private void write(Path page) throws IOException {
    Node parsed = PARSER.parse(Files.readString(page));
    Title title = new Title();
    parsed.accept(title);
    parsed.accept(new Links(page));
    Path to = site.resolve(html(root.relativize(page).toString()));
    Files.createDirectories(to.getParent());
    Files.writeString(
        to,
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="UTF-8"><meta name="viewport" content="width=device-width"><title>%s</title>
        <style>body{max-width:60em;margin:2em auto;padding:0 1em;font:16px/1.5 sans-serif}pre{overflow:auto;background:#f4f4f4;padding:1em}
        table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.3em .6em;text-align:left;vertical-align:top}</style></head><body>
        %s</body></html>
        """
            .formatted(title.text, RENDERER.render(parsed)));
  }

  private static String html(String page) {
    return page.equals("README.md")
        ? "index.html"
        : page.replaceFirst("README\\.md$", "index.html").replaceFirst("\\.md$", ".html");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The text of the first heading. */
  private static final class Title extends AbstractVisitor {
    private String text = "";

    @Override
    public void visit(Heading heading) {
      if (text.isEmpty() && heading.getFirstChild() instanceof Text first) {
        text = first.getLiteral();
      }
    }
  }

  /** Has links lead to where their pages are in the site. */
  private final class Links extends AbstractVisitor {
    private final Path page;

    Links(Path page) {
      this.page = page;
    }

    @Override
    public void visit(Link link) {
      String target = link.getDestination();
      if (!target.contains(":") && !target.startsWith("#")) {
        link.setDestination(moved(target));
      }
      visitChildren(link);
    }

    private String moved(String target) {
      String file = target.replaceFirst("#.*", "");
      String anchor = target.substring(file.length());
      Path named = page.resolveSibling(file).normalize();
      try {
        if (!pages().contains(named)) {
          return SOURCES + root.relativize(named) + anchor;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Path from = root.relativize(page);
      Path to = Path.of(html(root.relativize(named).toString()));
      Path folder = from.getParent();
      return (folder == null ? to : folder.relativize(to)) + anchor;
    }
  }
}
