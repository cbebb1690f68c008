package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each command line of ipc that stands in a block of a page is one that the command accepts. */
class PageCommandsTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
  private static final Pattern COMMAND = Pattern.compile("(?:^|[|;&(]) *(?:\\./)?ipc (?=[a-z])");
  private static final Pattern COMMENT = Pattern.compile("(?:^|\\s)#.*");
  private static final Pattern WORD =
      Pattern.compile("\\G *(\\d*[<>] *\\S+|[|;&)#].*|(?:'[^']*'|\"[^\"]*\"|[^\\s'\"|;&<>()])+)");
  private static final Pattern ADDRESS = Pattern.compile("[a-z]+:[^/ ].*");

  static List<String> commands() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("mvnw"))) {
      root = root.getParent();
    }
    List<String> commands = new ArrayList<>();
    try (Stream<Path> docs = Files.walk(root.resolve("docs"));
        Stream<Path> clients = Files.walk(root.resolve("clients"), 2);
        Stream<Path> top = Files.list(root)) {
      for (Path page :
          Stream.of(docs, clients, top)
              .flatMap(files -> files)
              .filter(file -> file.toString().endsWith(".md"))
              .sorted()
              .toList()) {
        BLOCK
            .matcher(Files.readString(page))
            .results()
            .flatMap(block -> block.group(1).lines())
            .forEach(line -> commands.addAll(commandsOf(line)));
      }
    }
    assertThat(commands).hasSizeGreaterThan(60);
    return commands.stream().distinct().toList();
  }

  /** {@return what follows each ipc of a line} */
  private static List<String> commandsOf(String line) {
    String code = COMMENT.matcher(line).replaceFirst("");
    return COMMAND.matcher(code).results().map(found -> code.substring(found.end())).toList();
  }

  /** {@return the words of a command, as a shell would split them, without redirections} */
  private static String[] words(String command) {
    return WORD.matcher(command)
        .results()
        .map(word -> word.group(1))
        .takeWhile(word -> !word.matches("[|;&)#].*"))
        .filter(word -> !word.matches("\\d*[<>].*"))
        .map(word -> word.replaceAll("['\"]", ""))
        .toArray(String[]::new);
  }

  private static void check(String command) {
    String[] words = words(command);
    String[] rest = Arrays.copyOfRange(words, 1, words.length);
    new CommandSyntax(CommandName.of(words[0])).parse(rest);
    Arrays.stream(rest)
        .takeWhile(Predicate.not("--"::equals))
        .filter(word -> ADDRESS.matcher(word).matches())
        .forEach(Address::parse);
  }

  @ParameterizedTest
  @MethodSource("commands")
  @DisplayName("the command accepts what stands on a page")
  void accepted(String command) {
    assertThatCode(() -> check(command)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"recieve shm:x", "recv shm:x --line", "send 'shm:x?capacity' &", "clean shm:x y"})
  @DisplayName("it does not accept a wrong command, option, address or word")
  void refused(String command) {
    assertThatThrownBy(() -> check(command)).isInstanceOf(RuntimeException.class);
  }

  @Test
  @DisplayName("a line is split as a shell splits it")
  void split() {
    assertThat(commandsOf("tail -f a | ./ipc publish shm:x --lines & ipc list # ipc stat"))
        .hasSize(2);
    assertThat(words("send 'shm:x?wait=spin' --message 'a b' < in 2>out & cat"))
        .containsExactly("send", "shm:x?wait=spin", "--message", "a b");
    assertThat(words("call x y '{\"a\": 7}' -H 'b: c' # d")).hasSize(6).contains("{a: 7}", "b: c");
  }
}
