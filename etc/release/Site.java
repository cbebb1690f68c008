import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * ROOT: makes target/site of the pages of a checkout, and of the Javadoc that its modules have in their targets. Ends with 1 if a
 * link inside of it leads nowhere.
 */
final class Site {
  private Site() {}

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]).toRealPath();
    Path site = root.resolve("target/site");
    remove(site);
    Apis apis = Apis.copy(root, site);
    PageWriter pages = new PageWriter(site, new Targets(root, apis));
    for (Path page : Targets.pages(root)) {
      pages.write(page);
    }
    for (Path picture : Targets.pictures(root)) {
      Files.copy(picture, site.resolve(root.relativize(picture).toString()));
    }
    pages.write("api/index.html", "API", apis.index());
    List<String> broken = BrokenLinks.of(site);
    broken.forEach(System.err::println);
    System.out.println(site + ": " + broken.size() + " broken links");
    System.exit(broken.isEmpty() ? 0 : 1);
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
}
