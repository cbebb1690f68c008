package org.javaipc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.javaipc.cli.report.Machine;
import org.javaipc.cli.report.Results;
import org.javaipc.cli.report.Row;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes results, and shows those of several runs on one page: {@code page FOLDER FILE...} reads files that were written
 * here, and makes {@code index.html} and {@code results.json} of them.
 */
public final class Output {
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> NO_FIGURES =
      List.of("section", "label", "medium", "waiting", "at");
  private static final List<String> LIBRARIES =
      List.of("aeron-client", "agrona", "chronicle-queue", "HdrHistogram", "ipc-core");

  private Output() {}

  /** Runs it; see the class. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    List<Results> parts = new ArrayList<>();
    for (String file : List.of(args).subList(1, args.length)) {
      parts.add(read(Path.of(file)));
    }
    write(merge(parts), folder, folder.resolve("index.html").toString());
  }

  /** {@return results of this machine and these libraries} */
  public static Results results(String title, String command, List<Row> rows, List<String> leftOut)
      throws IOException {
    return new Results(title, List.of(command), Machine.properties(), versions(), rows, leftOut);
  }

  /** The names of the jars tell them. */
  private static Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      String name = Path.of(entry).getFileName().toString();
      for (String library : LIBRARIES) {
        if (name.startsWith(library + "-") && name.endsWith(".jar")) {
          versions.put(library, name.substring(library.length() + 1, name.length() - 4));
        }
      }
    }
    return versions;
  }

  /**
   * Writes {@code results.json} and a page.
   *
   * @param page empty for none
   */
  public static void write(Results results, Path folder, String page) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("results.json"), results.json());
    if (!page.isEmpty()) {
      results.writePage(Path.of(page));
    }
  }

  static Results read(Path file) {
    JsonNode json = JSON.readTree(file.toFile());
    return new Results(
        json.get("title").stringValue(),
        texts(json.get("commands")),
        properties(json.get("machine")),
        properties(json.get("versions")),
        json.get("rows").valueStream().map(Output::row).toList(),
        texts(json.get("leftOut")));
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::stringValue).toList();
  }

  private static Map<String, String> properties(JsonNode object) {
    Map<String, String> properties = new LinkedHashMap<>();
    object.propertyStream().forEach(p -> properties.put(p.getKey(), p.getValue().stringValue()));
    return properties;
  }

  private static Row row(JsonNode json) {
    Map<String, Double> figures = new LinkedHashMap<>();
    json.propertyStream()
        .filter(property -> !NO_FIGURES.contains(property.getKey()))
        .forEach(property -> figures.put(property.getKey(), property.getValue().doubleValue()));
    return new Row(
        json.get("section").stringValue(),
        json.get("label").stringValue(),
        json.get("medium").stringValue(),
        json.get("waiting").stringValue(),
        json.get("at").longValue(),
        figures);
  }

  /** A page has one machine: figures of two do not compare. */
  static Results merge(List<Results> parts) {
    Results first = parts.getFirst();
    Map<String, String> versions = new TreeMap<>();
    for (Results part : parts) {
      if (!part.machine().equals(first.machine())) {
        throw new IllegalArgumentException(
            "machine=" + first.machine() + " other=" + part.machine() + ": two machines");
      }
      versions.putAll(part.versions());
    }
    return new Results(
        first.title(),
        List.copyOf(
            new LinkedHashSet<>(parts.stream().flatMap(p -> p.commands().stream()).toList())),
        first.machine(),
        versions,
        all(parts.stream().map(Results::rows)),
        all(parts.stream().map(Results::leftOut)));
  }

  private static <T> List<T> all(Stream<List<T>> lists) {
    return lists.flatMap(List::stream).toList();
  }
}
