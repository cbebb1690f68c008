package org.javaipc.docs;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/architecture.md says of the folders. */
class RoomsTest {
  private static final Path ROOT = CodeOnPage.root();
  private static final int MOST_FILES = 20;

  /** The main sources, by path from the root. */
  private static List<Path> sources(String within) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve(within))) {
      return files
          .map(ROOT::relativize)
          .filter(file -> file.toString().contains("src/main/java/"))
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.toString().contains("target/"))
          .toList();
    }
  }

  private static String simpleName(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ipc-core", "ipc-linux"})
  @DisplayName("a package of the core or of the kernel has 20 files at most")
  void smallPackages(String module) throws IOException {
    Map<Path, Long> sizes =
        sources(module).stream().collect(groupingBy(Path::getParent, TreeMap::new, counting()));
    assertThat(sizes).isNotEmpty();
    assertThat(sizes)
        .allSatisfy((folder, size) -> assertThat(size).isLessThanOrEqualTo(MOST_FILES));
  }

  @Test
  @DisplayName("no two published classes have the same simple name")
  void namesOfTheirOwn() throws IOException {
    Map<String, List<Path>> named = new TreeMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.filter(Files::isDirectory).filter(RoomsTest::published).toList()) {
        for (Path file : sources(ROOT.relativize(module).toString())) {
          named.computeIfAbsent(simpleName(file), name -> new ArrayList<>()).add(file);
        }
      }
    }
    named.keySet().removeAll(Set.of("package-info", "module-info"));
    assertThat(named).hasSizeGreaterThan(500);
    assertThat(named).allSatisfy((name, files) -> assertThat(files).as(name).hasSize(1));
  }

  private static boolean published(Path module) {
    String name = module.getFileName().toString();
    return (name.startsWith("ipc-") || name.equals("integrations")) && !name.equals("ipc-bench");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ipc-core", "ipc-linux"})
  @DisplayName("no package uses one that uses it")
  void noCircles(String module) throws IOException {
    Map<String, Set<String>> uses = uses(module);
    assertThat(uses).hasSizeGreaterThan(3);
    for (String room : uses.keySet()) {
      Set<String> reached = new HashSet<>();
      uses.get(room).forEach(used -> reach(used, uses, reached));
      assertThat(reached).as("what %s uses, directly or not", room).doesNotContain(room);
    }
  }

  private static void reach(String room, Map<String, Set<String>> uses, Set<String> reached) {
    if (reached.add(room)) {
      uses.getOrDefault(room, Set.of()).forEach(used -> reach(used, uses, reached));
    }
  }

  private static Map<String, Set<String>> uses(String module) throws IOException {
    Pattern imported =
        Pattern.compile("(?m)^import (?:static )?(org\\.javaipc\\.[a-z.]+)\\.[A-Z].*;$");
    Map<String, Set<String>> uses = new TreeMap<>();
    for (Path file : sources(module)) {
      uses.computeIfAbsent(packageOf(file), room -> new TreeSet<>());
    }
    for (Path file : sources(module)) {
      String room = packageOf(file);
      imported
          .matcher(Files.readString(ROOT.resolve(file)))
          .results()
          .map(found -> found.group(1))
          .filter(used -> !used.equals(room) && uses.containsKey(used))
          .forEach(uses.get(room)::add);
    }
    return uses;
  }

  private static String packageOf(Path file) {
    String path = file.getParent().toString();
    String folder = "src/main/java";
    return path.substring(path.indexOf(folder) + folder.length())
        .replaceFirst("^/", "")
        .replace('/', '.');
  }
}
