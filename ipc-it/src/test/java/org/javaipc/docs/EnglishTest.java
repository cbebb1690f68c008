package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Phrases that read as translated appear in no source, page or client. Tests, decisions, the change log and docs/writing.md may quote them. */
class EnglishTest {
  private static final Path ROOT = CodeOnPage.root();

  private static final Set<String> QUOTING = Set.of("CHANGELOG.md", "writing.md");

  /** Its strings are the names of tests. */
  private static final Path CONTRACT = ROOT.resolve("ipc-it/src/main");

  private static final Pattern LITERAL = Pattern.compile("\"(?:[^\"\\\\\\n]|\\\\.)*\"");
  private static final Pattern VAGUE =
      Pattern.compile("\\b(?:nobody|somebody)\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern READ =
      Pattern.compile(
          ".*\\.(java|md|py|c|h|sh|yml|toml|kts|properties)|ipc|install|etc/[^/]+|\\.ci/run|examples/check");

  /** The marks of a comment count as white space, so that a phrase is found across its lines. */
  private static final Pattern LINES = Pattern.compile("\\s*\\n[ \\t]*(?:\\*|//|#)?\\s*");

  private static final Pattern TRANSLATED =
      Pattern.compile(
          String.join(
              "|",
              "(?<!\\bthere )\\b(?:is|are|was|were|be) no (?!longer\\b|more\\b)",
              "\\bas the class says\\b",
              "\\bcaller's again\\b",
              "\\bare for comfort\\b",
              "\\bwhoever\\b",
              "\\bwhat is no\\b(?! longer)",
              "\\bis one word too many\\b",
              "\\blets? go of\\b",
              "\\bletting go of\\b",
              "(?<!\\bthere )\\b(?:is|are) (?-i:none)\\b",
              "\\basks? for what cannot be\\b",
              "\\bmakes nobody\\b",
              "\\bby nobody here\\b",
              "\\bof what was not foreseen\\b",
              "\\bwho waits in slices\\b",
              "\\banew\\b",
              "\\bas many [\\w ]+ as it may\\b",
              "\\bfor want of\\b",
              "\\bnobody hears\\b",
              "\\bone's to close\\b",
              "\\bwhatever it dies of\\b",
              "\\bis another matter\\b",
              "\\bratios (?:within one run )?mean something\\b",
              "\\bno server listens\\b"),
          Pattern.CASE_INSENSITIVE);

  @Test
  @DisplayName("no sentence that a user can meet has a phrase that reads as translated")
  void nothingReadsAsTranslated() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : read()) {
      for (String phrase : translated(Files.readString(file))) {
        found.add(ROOT.relativize(file) + ": " + phrase);
      }
    }
    assertThat(found).as("translated phrases").isEmpty();
  }

  @Test
  @DisplayName("no error, log line or help text speaks of nobody or somebody")
  void messagesNameTheThing() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : read()) {
      if (!file.startsWith(CONTRACT) && file.toString().matches(".*\\.(java|py|h)")) {
        for (String literal : vague(Files.readString(file))) {
          found.add(ROOT.relativize(file) + ": " + literal);
        }
      }
    }
    assertThat(found).as("messages about nobody or somebody").isEmpty();
    assertThat(vague("say(\"nobody \\\"listens\\\"\"); // nobody \"x\"")).hasSize(1);
    assertThat(vague("say(\"x\"); // somebody")).isEmpty();
  }

  private static List<String> vague(String code) {
    return LITERAL
        .matcher(code)
        .results()
        .map(MatchResult::group)
        .filter(literal -> VAGUE.matcher(literal).find())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "it is no channel, true",
    "there is no channel, false",
    "it is no longer open, false",
    "the caller's again, true",
    "if there is none, false",
    "the position is none, true",
    "its thread lets go of it, true",
  })
  void aTranslatedPhraseIsFound(String sentence, boolean isTranslated) {
    assertThat(translated(sentence).isEmpty()).isNotEqualTo(isTranslated);
    assertThat(translated(sentence.replace(" ", "\n   * ")).isEmpty()).isNotEqualTo(isTranslated);
  }

  private static List<String> translated(String text) {
    String line = LINES.matcher(text).replaceAll(" ");
    List<String> phrases = new ArrayList<>();
    Matcher matcher = TRANSLATED.matcher(line);
    while (matcher.find()) {
      int from = Math.max(0, matcher.start() - 30);
      phrases.add(line.substring(from, Math.min(line.length(), matcher.end() + 30)));
    }
    return phrases;
  }

  private static List<Path> read() throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean isLeftOut =
                name.equals("target")
                    || name.equals("ipc-bench")
                    || name.equals("test")
                    || name.equals("tests")
                    || name.equals("decisions")
                    || (name.startsWith(".") && !folder.equals(ROOT));
            return isLeftOut ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            if (READ.matcher(ROOT.relativize(file).toString()).matches()
                && !QUOTING.contains(name)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(files).hasSizeGreaterThan(500);
    return files;
  }
}
