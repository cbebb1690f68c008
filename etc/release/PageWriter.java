import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** Writes pages of the site, with a menu on top. */
final class PageWriter {
  private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder()
          .extensions(EXTENSIONS)
          .attributeProviderFactory(_ -> new HeadingIds())
          .build();

  /** Title, the way to the top, body. */
  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="UTF-8"><meta name="viewport" content="width=device-width"><title>%1$s</title>
      <style>
      :root { color-scheme: light dark }
      body { max-width: 64em; margin: 1em auto 4em; padding: 0 1em; font: 16px/1.5 sans-serif; overflow-wrap: break-word }
      nav { border-bottom: 1px solid #8886; padding-bottom: .5em }
      nav a { margin-right: 1.2em }
      pre { overflow: auto; background: #8882; padding: .8em; line-height: 1.35 }
      code { font-size: 90%% }
      table { display: block; overflow: auto; border-collapse: collapse }
      td, th { border: 1px solid #8886; padding: .3em .6em; text-align: left; vertical-align: top; overflow-wrap: normal }
      </style></head><body>
      <nav><a href="%2$sindex.html">javaipc</a><a href="%2$sdocs/tutorial.html">Tutorial</a><a href="%2$sindex.html#documentation">Pages</a>\
      <a href="%2$sapi/index.html">API</a><a href="%2$sdocs/decisions/index.html">Decisions</a><a href="%2$sCHANGELOG.html">Changes</a></nav>
      %3$s</body></html>
      """;

  private final Path site;
  private final Targets targets;

  PageWriter(Path site, Targets targets) {
    this.site = site;
    this.targets = targets;
  }

  /** Writes a page of the checkout. */
  void write(Path page) throws IOException {
    Node parsed = PARSER.parse(Files.readString(page));
    Title title = new Title();
    parsed.accept(title);
    parsed.accept(new Links(page));
    write(targets.html(page), title.text, RENDERER.render(parsed));
  }

  void write(String html, String title, String body) throws IOException {
    Path to = site.resolve(html);
    Files.createDirectories(to.getParent());
    Files.writeString(to, PAGE.formatted(title, Targets.up(html), body));
  }

  /** The text of the first heading. */
  private static final class Title extends AbstractVisitor {
    private String text = "";

    @Override
    public void visit(Heading heading) {
      if (text.isEmpty()) {
        text = HeadingIds.text(heading);
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
      try {
        link.setDestination(targets.moved(page, link.getDestination()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      visitChildren(link);
    }
  }
}
