import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Draws the README's picture of the speed from the tables of docs/performance/README.md: java etc/SpeedPlot.java [FILE], by
 * default docs/performance/speed.svg. Readable on light and on dark pages.
 */
public final class SpeedPlot {
  private static final int WIDTH = 760;
  private static final int LEFT = 110;
  private static final int RIGHT = 680;
  private static final int BAR = 13;
  private static final int GAP = 12;

  /** Of contenders, in the order of the columns. */
  private static final List<String> COLOURS = List.of("#2f81f7", "#d29922", "#8b949e", "#a371f7");

  private final StringBuilder svg = new StringBuilder();
  private int y = 30;

  private record Figure(String text, double value) {}

  private record Table(List<String> contenders, List<String> rows, List<List<Figure>> figures) {}

  private SpeedPlot() {}

  public static void main(String[] args) throws IOException {
    Path page = Path.of("docs/performance/README.md");
    List<String> lines = Files.readAllLines(page);
    SpeedPlot plot = new SpeedPlot();
    plot.panel(
        "Round trip between two processes, median, ns: less is better",
        table(lines, "| round trip 32 B", "| round trip 64 KiB", "round trip ", 3));
    plot.panel(
        "From several processes to one, 32 B, million messages/s: more is better",
        table(lines, "| 1 |", "", "senders: ", 4));
    Files.writeString(
        Path.of(args.length > 0 ? args[0] : "docs/performance/speed.svg"), plot.finish());
  }

  /** {@return the rows of a table from the one that begins so until one that begins otherwise, as far as so many contenders} */
  private static Table table(
      List<String> lines, String first, String end, String label, int contenders) {
    int at = 0;
    while (!lines.get(at).startsWith(first)) {
      at++;
    }
    List<String> names = cells(lines.get(at - 2)).subList(1, contenders + 1);
    List<String> rows = new ArrayList<>();
    List<List<Figure>> figures = new ArrayList<>();
    for (; lines.get(at).startsWith("|") && (end.isEmpty() || !lines.get(at).startsWith(end)); at++) {
      List<String> cells = cells(lines.get(at));
      String row = cells.getFirst().replaceAll(", p50 / p99", "");
      rows.add(row.startsWith(label) ? row.substring(label.length()) : label + row);
      figures.add(cells.subList(1, contenders + 1).stream().map(SpeedPlot::figure).toList());
    }
    return new Table(names.stream().map(SpeedPlot::name).toList(), rows, figures);
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.substring(1).split("\\|", -1)).map(String::strip).toList();
  }

  private static String name(String cell) {
    return cell.replace("`", "");
  }

  /** {@return the first number of a cell such as "591 / 832 ns" or "22.1 million"} */
  private static Figure figure(String cell) {
    String text = cell.split(" ", 2)[0];
    return new Figure(text, Double.parseDouble(text));
  }

  private void panel(String title, Table table) {
    text(10, y, "title", title);
    y += 12;
    int x = LEFT;
    for (int i = 0; i < table.contenders().size(); i++) {
      rectangle(x, y, 10, 10, i);
      text(x + 15, y + 9, "label", table.contenders().get(i));
      x += 40 + 7 * table.contenders().get(i).length();
    }
    y += 24;
    double most =
        table.figures().stream().flatMap(List::stream).mapToDouble(Figure::value).max().orElseThrow();
    for (int row = 0; row < table.rows().size(); row++) {
      List<Figure> figures = table.figures().get(row);
      text(10, y + BAR * figures.size() / 2 + 4, "label", table.rows().get(row));
      for (int i = 0; i < figures.size(); i++) {
        double width = (RIGHT - LEFT) * figures.get(i).value() / most;
        rectangle(LEFT, y, width, BAR - 2, i);
        text(LEFT + (int) width + 5, y + BAR - 3, "label", figures.get(i).text());
        y += BAR;
      }
      y += GAP;
    }
    y += 2 * GAP;
  }

  private void rectangle(int x, int top, double width, int height, int contender) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
            x, top, width, height, COLOURS.get(contender)));
  }

  private void text(int x, int baseline, String kind, String text) {
    svg.append(
        String.format("<text x=\"%d\" y=\"%d\" class=\"%s\">%s</text>\n", x, baseline, kind, text));
  }

  private String finish() {
    int height = y - 2 * GAP;
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
        <title>Round trips and messages a second of javaipc, Aeron and Agrona</title>
        <style>
        text { font: 12px sans-serif; fill: #57606a; }
        .title { font-weight: bold; fill: #24292f; }
        @media (prefers-color-scheme: dark) {
          text { fill: #9aa4ae; }
          .title { fill: #e6edf3; }
        }
        </style>
        """
            .formatted(WIDTH, height, WIDTH, height)
        + svg
        + "</svg>\n";
  }
}
