import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The links of a folder of HTML that should lead to a file in it, or to a place in one, and do not. */
final class BrokenLinks {
  private static final Pattern LINK = Pattern.compile("<[^>]*?\\s(?:href|src)=\"([^\"]*)\"");
  private static final Pattern PLACE = Pattern.compile("<[^>]*?\\s(?:id|name)=\"([^\"]*)\"");
  private static final Pattern OUTSIDE = Pattern.compile("[a-z]+:.*|//.*");

  private final Map<Path, Set<String>> places = new HashMap<>();
  private final Set<String> broken = new TreeSet<>();

  private BrokenLinks() {}

  /** {@return each as PAGE -> LINK} */
  static List<String> of(Path folder) throws IOException {
    BrokenLinks links = new BrokenLinks();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path page : files.filter(BrokenLinks::isHtml).toList()) {
        for (String link : links.found(LINK, page)) {
          if (!OUTSIDE.matcher(link).matches() && !links.leads(page, link)) {
            links.broken.add(folder.relativize(page) + " -> " + link);
          }
        }
      }
    }
    return List.copyOf(links.broken);
  }

  private static boolean isHtml(Path file) {
    return file.toString().endsWith(".html");
  }

  private boolean leads(Path page, String link) throws IOException {
    String[] parts = link.split("#", 2);
    String file = parts[0].replaceFirst("\\?.*", "");
    Path target = file.isEmpty() ? page : page.resolveSibling(decoded(file)).normalize();
    if (Files.isDirectory(target)) {
      target = target.resolve("index.html");
    }
    if (!Files.exists(target)) {
      return false;
    }
    String place = parts.length == 1 ? "" : decoded(parts[1]);
    return place.isEmpty() || !isHtml(target) || places(target).contains(place);
  }

  private Set<String> places(Path page) throws IOException {
    Set<String> known = places.get(page);
    if (known == null) {
      known = found(PLACE, page);
      places.put(page, known);
    }
    return known;
  }

  private Set<String> found(Pattern pattern, Path page) throws IOException {
    return pattern
        .matcher(Files.readString(page))
        .results()
        .map(BrokenLinks::text)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static String text(MatchResult found) {
    return found.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
  }

  /** A plus is one: URLDecoder is made for forms. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
