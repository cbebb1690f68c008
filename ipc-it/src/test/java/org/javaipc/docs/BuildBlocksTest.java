package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The builds that a user copies from a page agree with each other, and with the POM: no test runs Gradle. */
class BuildBlocksTest {
  private static final Pattern XML_COORDINATES =
      Pattern.compile(
          "<groupId>(org\\.javaipc)</groupId>\\s*<artifactId>([^<]+)</artifactId>(?:\\s*<version>([^<]+)<)?");
  private static final Pattern GRADLE_COORDINATES =
      Pattern.compile("\"(org\\.javaipc):([\\w-]+)(?::([^\"]+))?\"");
  private static final Pattern FLAG = Pattern.compile("(--[a-z-]+=[\\w.-]+)");

  private final CodeOnPage readme = readme();

  private static CodeOnPage readme() {
    try {
      return CodeOnPage.of("README.md");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(BuildBlocksTest::joined).distinct().toList();
  }

  /** {@return the groups that were found, with colons between} */
  private static String joined(MatchResult found) {
    StringBuilder joined = new StringBuilder(found.group(1));
    for (int i = 2; i <= found.groupCount() && found.group(i) != null; i++) {
      joined.append(':').append(found.group(i));
    }
    return joined.toString();
  }

  private static String only(String pattern, String text) {
    List<String> found = all(Pattern.compile(pattern), text);
    assertThat(found).as(pattern).hasSize(1);
    return found.getFirst();
  }

  @Test
  @DisplayName("Maven and Gradle get the same artifacts, by the same BOM")
  void sameArtifacts() {
    String gradle = readme.block("gradle");
    assertThat(all(GRADLE_COORDINATES, gradle))
        .hasSize(2)
        .containsExactlyElementsOf(all(XML_COORDINATES, readme.block("pom")));
    assertThat(gradle).contains("platform(\"org.javaipc:ipc-bom:");
  }

  @Test
  @DisplayName(
      "the Gradle build of the example has the artifacts of its POM, and the README's flag")
  void example() throws IOException {
    Path orders = CodeOnPage.root().resolve("examples/orders");
    String gradle = Files.readString(orders.resolve("build.gradle.kts"));
    assertThat(all(GRADLE_COORDINATES, gradle))
        .containsExactlyElementsOf(
            all(XML_COORDINATES, Files.readString(orders.resolve("pom.xml"))));
    assertThat(all(FLAG, gradle)).isEqualTo(all(FLAG, readme.block("gradle")));
  }

  @Test
  @DisplayName("Maven, Gradle and the README's text name the same version of Java")
  void sameJava() throws IOException {
    String pom = readme.block("pom");
    String java = only("compiler\\.source>(\\d+)<", pom);
    assertThat(only("compiler\\.target>(\\d+)<", pom)).isEqualTo(java);
    assertThat(only("JavaLanguageVersion\\.of\\((\\d+)\\)", readme.block("gradle")))
        .isEqualTo(java);
    String parent = Files.readString(CodeOnPage.root().resolve("pom.xml"));
    assertThat(only("<java\\.release>(\\d+)<", parent)).isEqualTo(java);
    String page = Files.readString(CodeOnPage.root().resolve("README.md"));
    assertThat(only("Applications need Java (\\d+) or newer", page)).isEqualTo(java);
  }

  @Test
  @DisplayName("Maven's commands and Gradle's tasks run the same programs with the same flags")
  void samePrograms() {
    String gradle = readme.block("gradle");
    String commands = readme.block("build");
    assertThat(all(FLAG, gradle)).hasSize(1).isEqualTo(all(FLAG, commands));
    assertThat(all(Pattern.compile("\"(\\w+)\" to \"\\w+\""), gradle))
        .containsExactly("receive", "send");
    assertThat(all(Pattern.compile("to \"(\\w+)\""), gradle))
        .containsExactlyElementsOf(all(Pattern.compile("dependency/\\*\" (\\w+)"), commands));
  }

  @Test
  @DisplayName("the page about sockets names the version of Netty with which the tests run")
  void nettyVersion() throws IOException {
    String netty = CodeOnPage.of("docs/sockets.md").block("netty");
    String parent = Files.readString(CodeOnPage.root().resolve("pom.xml"));
    assertThat(only("<netty\\.version>([^<]+)<", parent))
        .isEqualTo(only("<version>([^<]+)<", netty));
  }
}
