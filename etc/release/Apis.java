import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Javadoc of the modules in the site, each in a folder of its own under {@code api}. */
final class Apis {
  private static final Pattern MODULE = Pattern.compile("<module>(.*?)</module>");
  private static final String SKIPPED = "<maven.javadoc.skip>true<";

  private final Path site;
  private final SequencedMap<String, Path> modules = new TreeMap<>();

  private Apis(Path site) {
    this.site = site;
  }

  /** Copies what all modules have that are not without Javadoc by intention. */
  static Apis copy(Path root, Path site) throws IOException {
    Apis apis = new Apis(site);
    Matcher names = MODULE.matcher(pom(root));
    while (names.find()) {
      Path module = root.resolve(names.group(1));
      if (Files.isDirectory(module.resolve("src/main/java")) && !pom(module).contains(SKIPPED)) {
        apis.copy(module);
      }
    }
    return apis;
  }

  private void copy(Path module) throws IOException {
    Path javadoc = module.resolve("target/reports/apidocs");
    if (!Files.isDirectory(javadoc)) {
      throw new IOException(
          "no Javadoc in %s: make the module a dependency in etc/release/pom.xml"
              .formatted(javadoc));
    }
    String name = text("name", module);
    modules.put(name, module);
    copyFolder(javadoc, site.resolve("api").resolve(name));
  }

  private static void copyFolder(Path from, Path to) throws IOException {
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

  /** {@return the page of a source in the site, if its class is documented} */
  Optional<Path> page(Path source) throws IOException {
    for (var module : modules.entrySet()) {
      Path sources = module.getValue().resolve("src/main/java");
      if (source.startsWith(sources) && source.toString().endsWith(".java")) {
        String name = sources.relativize(source).toString().replaceFirst("java$", "html");
        Path api = site.resolve("api").resolve(module.getKey());
        try (Stream<Path> pages = Files.walk(api)) {
          return pages.filter(page -> page.endsWith(name)).map(site::relativize).findFirst();
        }
      }
    }
    return Optional.empty();
  }

  /** {@return a table of the modules, as HTML} */
  String index() throws IOException {
    StringBuilder table = new StringBuilder("<h1>API</h1>\n<table>\n");
    for (var module : modules.entrySet()) {
      table.append(
          "<tr><td><a href=\"%1$s/index.html\">%1$s</a></td><td>%2$s</td></tr>\n"
              .formatted(module.getKey(), text("description", module.getValue())));
    }
    return table.append("</table>\n").toString();
  }

  private static String text(String element, Path module) throws IOException {
    Matcher text = Pattern.compile("<%1$s>(.*?)</%1$s>".formatted(element)).matcher(pom(module));
    return text.find() ? text.group(1) : "";
  }

  private static String pom(Path module) throws IOException {
    return Files.readString(module.resolve("pom.xml"));
  }
}
