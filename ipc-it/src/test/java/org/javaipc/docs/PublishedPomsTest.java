package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The POMs that are published say what Maven Central asks for, and one version stands everywhere. */
class PublishedPomsTest {
  private static final Path ROOT = CodeOnPage.root();
  private static final XPath PATHS = XPathFactory.newInstance().newXPath();
  private static final String PARENT = "pom.xml";
  private static final String BOM = "ipc-bom/pom.xml";

  /** What an application that uses no framework has. */
  private static final List<String> CORE =
      Stream.of("api", "linux", "core", "shm", "mmap", "mq", "pipe", "process", "signal", "socket")
          .map(name -> "ipc-" + name + "/pom.xml")
          .toList();

  private static Document pom(String path) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(ROOT.resolve(path).toFile());
  }

  private static String text(Document pom, String path) throws XPathExpressionException {
    return PATHS.evaluate(path, pom).strip();
  }

  private static List<String> texts(Document pom, String path) throws XPathExpressionException {
    NodeList nodes = (NodeList) PATHS.evaluate(path, pom, XPathConstants.NODESET);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      Node node = nodes.item(i);
      texts.add(node.getTextContent().strip());
    }
    return texts;
  }

  /** The paths of the POMs that have their coordinates and more from the parent. */
  private static List<String> published() throws Exception {
    List<String> paths = new ArrayList<>();
    for (String module : texts(pom(PARENT), "//modules/module")) {
      String path = module + "/pom.xml";
      if (!path.equals(BOM)
          && !text(pom(path), "/project/properties/maven.deploy.skip").equals("true")) {
        paths.add(path);
      }
    }
    return paths;
  }

  @Test
  @DisplayName("each POM that is published says what Maven Central asks for")
  void pomsAreComplete() throws Exception {
    for (String path : List.of(PARENT, BOM)) {
      Document pom = pom(path);
      for (String element :
          List.of(
              "groupId",
              "artifactId",
              "version",
              "name",
              "description",
              "url",
              "licenses/license/name",
              "licenses/license/url",
              "developers/developer/name",
              "developers/developer/organizationUrl",
              "scm/connection",
              "scm/developerConnection",
              "scm/url")) {
        assertThat(text(pom, "/project/" + element)).as(path + ": " + element).isNotEmpty();
      }
    }
    assertThat(published()).hasSizeGreaterThan(15);
    for (String path : published()) {
      Document pom = pom(path);
      for (String element : List.of("artifactId", "name", "description")) {
        assertThat(text(pom, "/project/" + element)).as(path + ": " + element).isNotEmpty();
      }
      assertThat(text(pom, "/project/parent/artifactId")).as(path).isEqualTo("javaipc");
    }
  }

  @Test
  @DisplayName("each module has a Javadoc jar: of its Javadoc, or of the README")
  void javadocJars() throws Exception {
    for (String path : published()) {
      Document pom = pom(path);
      String readme =
          text(pom, "/project/properties/maven.javadoc.skip").equals("true") ? "package" : "";
      assertThat(text(pom, "/project/properties/ipc.readme.phase")).as(path).isEqualTo(readme);
    }
  }

  @Test
  @DisplayName("./install installs what is published, and nothing else")
  void installedIsPublished() throws Exception {
    for (String module : texts(pom(PARENT), "//modules/module")) {
      Document pom = pom(module + "/pom.xml");
      assertThat(text(pom, "/project/properties/maven.install.skip"))
          .as(module)
          .isEqualTo(text(pom, "/project/properties/maven.deploy.skip"));
    }
  }

  @Test
  @DisplayName("nothing that is published needs what is not")
  void dependenciesArePublished() throws Exception {
    TreeSet<String> artifacts = new TreeSet<>();
    for (String path : published()) {
      artifacts.add(text(pom(path), "/project/artifactId"));
    }
    for (String path : published()) {
      assertThat(
              texts(
                  pom(path),
                  "/project/dependencies/dependency[groupId='org.javaipc' and not(scope='test')]/artifactId"))
          .as(path)
          .isSubsetOf(artifacts);
    }
    assertThat(texts(pom(BOM), "//dependency[groupId='org.javaipc']/artifactId"))
        .containsExactlyInAnyOrderElementsOf(artifacts);
  }

  /** The version beside the BOM, in a POM and in Gradle's words. */
  private static final Pattern BOM_VERSION =
      Pattern.compile(
          "org\\.javaipc:ipc-bom:([^\"]+)\"|>ipc-bom</artifactId>\\s*<version>([^<]+)<");

  private static List<String> bomVersions(String file) throws IOException {
    return BOM_VERSION
        .matcher(Files.readString(ROOT.resolve(file)))
        .results()
        .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
        .toList();
  }

  /** {@return the files from which a user copies our version} */
  private static List<String> snippets() throws IOException {
    List<String> files = new ArrayList<>(List.of("README.md"));
    try (Stream<Path> examples =
        Files.find(
            ROOT.resolve("examples"),
            2,
            (file, _) ->
                file.endsWith("pom.xml") || file.toString().endsWith("build.gradle.kts"))) {
      examples.map(file -> ROOT.relativize(file).toString()).forEach(files::add);
    }
    assertThat(files).hasSizeGreaterThan(8);
    return files;
  }

  @Test
  @DisplayName("the page of frameworks has the versions that the tests run with")
  void frameworkVersions() throws Exception {
    String page = Files.readString(ROOT.resolve("docs/frameworks.md"));
    String check = Files.readString(ROOT.resolve("examples/check"));
    Document pom = pom(PARENT);
    for (String library : List.of("jackson", "protobuf", "micrometer", "opentelemetry")) {
      String property = "/project/properties/" + library;
      assertThat(page)
          .contains(
              "| %s | %s |\n"
                  .formatted(
                      text(pom, property + ".older.version"), text(pom, property + ".version")));
    }
    String boot3 = check.replaceAll("(?s).*<version>(3\\.[0-9.]+)</version>.*", "$1");
    assertThat(page)
        .contains(
            "| %s | %s |\n".formatted(boot3, text(pom, "/project/properties/spring-boot.version")));
  }

  @Test
  @DisplayName(
      "the API and the transports bring users no library, and no module brings annotations")
  void coreBringsNoLibrary() throws Exception {
    String brought =
        "/project/dependencies/dependency[not(groupId='org.javaipc') and not(optional='true')"
            + " and not(scope='test') and not(scope='provided')]/artifactId";
    assertThat(texts(pom(PARENT), brought)).as("for all modules").isEmpty();
    for (String path : published()) {
      List<String> libraries = texts(pom(path), brought);
      assertThat(libraries).as(path).doesNotContain("jspecify");
      if (CORE.contains(path)) {
        assertThat(libraries).as(path).isEmpty();
      }
    }
    assertThat(published()).containsAll(CORE);
    assertThat(texts(pom("ipc-grpc/pom.xml"), brought)).contains("grpc-api", "guava");
  }

  @Test
  @DisplayName(
      "one version stands everywhere: POMs, examples, the Python client, the README and the changelog")
  void oneVersion() throws Exception {
    String version = text(pom(PARENT), "/project/version");
    assertThat(text(pom(BOM), "/project/version")).isEqualTo(version);
    for (String path : texts(pom(PARENT), "//modules/module")) {
      if (!path.equals("ipc-bom")) {
        assertThat(text(pom(path + "/pom.xml"), "/project/parent/version"))
            .as(path)
            .isEqualTo(version);
      }
    }
    for (String file : snippets()) {
      assertThat(bomVersions(file)).as(file).isNotEmpty().containsOnly(version);
    }
    assertThat(bomVersions("README.md")).as("for Maven and for Gradle").hasSize(2);
    assertThat(Files.readString(ROOT.resolve("CHANGELOG.md"))).contains("\n## [" + version + "]");
    for (String file : List.of("pyproject.toml", "backend.py", "javaipc/__init__.py")) {
      assertThat(Files.readString(ROOT.resolve("clients/python").resolve(file)))
          .as(file)
          .contains("\"" + version + "\"");
    }
  }
}
