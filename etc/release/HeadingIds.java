import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.renderer.html.AttributeProvider;

/** Gives the headings of one page the ids by which links name them, as GitHub does. */
final class HeadingIds implements AttributeProvider {
  private final Map<String, Integer> uses = new HashMap<>();

  @Override
  public void setAttributes(Node node, String tag, Map<String, String> attributes) {
    if (node instanceof Heading heading) {
      String id =
          text(heading).toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-');
      int before = uses.merge(id, 1, Integer::sum) - 1;
      attributes.put("id", before == 0 ? id : id + "-" + before);
    }
  }

  /** {@return what a heading says, without marks} */
  static String text(Heading heading) {
    StringBuilder words = new StringBuilder();
    heading.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text text) {
            words.append(text.getLiteral());
          }

          @Override
          public void visit(Code code) {
            words.append(code.getLiteral());
          }
        });
    return words.toString();
  }
}
