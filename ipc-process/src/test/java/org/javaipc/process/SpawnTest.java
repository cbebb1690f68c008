package org.javaipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.javaipc.IpcException;
import org.javaipc.ProgramNotExecutableException;
import org.javaipc.ProgramNotFoundException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpawnTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  private String output(Spawn spawn) throws Exception {
    Path out = folder.resolve("out");
    Child child = spawn.output(Redirect.to(out)).start();
    assertThat(child.waitFor(PATIENCE)).contains(new ExitStatus.Exited(0));
    return Files.readString(out);
  }

  @Test
  @DisplayName("X1 a program gets its arguments as they are, without a shell")
  void argumentsAreNotInterpreted() throws Exception {
    assertThat(output(Spawn.of("printf", "%s|", "a b", "$HOME", "*", "", "'", "ä€")))
        .isEqualTo("a b|$HOME|*||'|ä€|");
  }

  @Test
  @DisplayName("X1 a program gets the environment and directory that were chosen")
  void environmentAndDirectory() throws Exception {
    Path directory = Files.createDirectory(folder.resolve("work"));
    assertThat(
            output(
                Spawn.of("/usr/bin/env")
                    .environment(Map.of("A", "1", "PATH", "/bin"))
                    .environment("B", "x=y")
                    .environment("C", "3")
                    .withoutEnvironment("C")))
        .isEqualTo("A=1\nB=x=y\nPATH=/bin\n");
    assertThat(output(Spawn.of("pwd").directory(directory)))
        .isEqualTo(directory.toRealPath() + "\n");
    assertThat(Path.of("").toAbsolutePath()).isNotEqualTo(directory);
  }

  @Test
  @DisplayName("X1 a path with a slash is relative to the program's directory")
  void pathIsRelativeToDirectory() throws Exception {
    Path directory = Files.createDirectories(folder.resolve("work/bin"));
    script(directory.resolve("hello"), "#!/bin/sh\necho hello\n");
    assertThat(output(Spawn.of("bin/hello").directory(folder.resolve("work"))))
        .isEqualTo("hello\n");
  }

  @Test
  @DisplayName("X1 descriptors come to their numbers, also where they change places")
  void descriptorsChangePlaces() throws Exception {
    Path a = Files.writeString(folder.resolve("a"), "from a");
    Path b = Files.writeString(folder.resolve("b"), "from b");
    try (FileInputStream first = new FileInputStream(a.toFile());
        FileInputStream second = new FileInputStream(b.toFile())) {
      int one = number(a);
      int two = number(b);
      Spawn spawn =
          Spawn.of("sh", "-c", "cat /dev/fd/" + one + "; echo; cat /dev/fd/" + two)
              .descriptor(one, two)
              .descriptor(two, one);
      assertThat(output(spawn)).isEqualTo("from b\nfrom a");
      assertThat(first.available()).as("it is still open here").isNotNegative();
      assertThat(second.available()).isNotNegative();
    }
  }

  @Test
  @DisplayName("X1 no other descriptor of this JVM reaches a program, marked or not")
  void nothingLeaks() throws Exception {
    Path file = Files.writeString(folder.resolve("open"), "x");
    try (FileInputStream unmarked = new FileInputStream(file.toFile())) {
      assertThat(number(file)).isGreaterThan(2);
      String seen =
          output(
              Spawn.of("ls", "/proc/self/fd")
                  .input(Redirect.discard())
                  .descriptor(9, Redirect.from(file))
                  .error(Redirect.discard()));
      // 3 is the directory that ls reads.
      assertThat(seen.lines()).containsExactly("0", "1", "2", "3", "9");
      assertThat(unmarked.available()).isOne();
    }
  }

  @Test
  @DisplayName("X1 standard error can be the same as standard output")
  void sameDescriptor() throws Exception {
    assertThat(output(Spawn.of("sh", "-c", "echo out; echo err >&2").error(Redirect.same(1))))
        .isEqualTo("out\nerr\n");
    assertThatThrownBy(() -> Spawn.of("true").error(Redirect.same(7)).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("descriptor=2")
        .hasMessageContaining("7");
  }

  @Test
  @DisplayName(
      "X1 a program starts with the signals blocked and ignored that were chosen, no others")
  void signals() throws Exception {
    String plain = output(Spawn.of("cat", "/proc/self/status"));
    assertThat(field(plain, "SigBlk")).isZero();
    assertThat(field(plain, "SigIgn")).isZero();
    String chosen = output(Spawn.of("cat", "/proc/self/status").block(10, 36, 64).ignore(1, 13));
    assertThat(field(chosen, "SigBlk")).isEqualTo(1L << 9 | 1L << 35 | 1L << 63);
    assertThat(field(chosen, "SigIgn")).isEqualTo(1L | 1L << 12);
  }

  @Test
  @DisplayName("X1 a program leads a new group or session, or joins a group")
  void groupsAndSessions() throws Exception {
    String own = stat(Spawn.of("cat", "/proc/self/stat"))[5];
    Child leader = Spawn.of("sleep", "60").group(0).start();
    String[] joined = stat(Spawn.of("cat", "/proc/self/stat").group((int) leader.pid()));
    assertThat(joined[4]).isEqualTo(Long.toString(leader.pid()));
    assertThat(joined[5]).isEqualTo(own);
    leader.kill();
    leader.waitFor();
    String[] session = stat(Spawn.of("cat", "/proc/self/stat").session());
    assertThat(session[4]).isEqualTo(session[0]);
    assertThat(session[5]).isEqualTo(session[0]);
  }

  @Test
  @DisplayName("X1 a program that does not exist is an exception of the start, not exit code 127")
  void missingProgram() throws Exception {
    assertThatThrownBy(() -> Spawn.of("no-such-program-here").start())
        .isInstanceOf(ProgramNotFoundException.class)
        .hasMessageContaining("no-such-program-here")
        .hasMessageContaining("PATH=");
    assertThatThrownBy(() -> Spawn.of("/no/such/program").start())
        .isInstanceOf(ProgramNotFoundException.class)
        .hasMessageContaining("/no/such/program");
    Path script = script(folder.resolve("script"), "#!/no/such/interpreter\n");
    assertThatThrownBy(() -> Spawn.of(script.toString()).start())
        .isInstanceOf(ProgramNotFoundException.class)
        .hasMessageContaining("interpreter");
  }

  @Test
  @DisplayName("X1 a program that may not be executed is an exception of the start")
  void programWithoutPermission() throws Exception {
    Path plain = Files.writeString(folder.resolve("plain"), "#!/bin/sh\n");
    assertThatThrownBy(() -> Spawn.of(plain.toString()).start())
        .isInstanceOf(ProgramNotExecutableException.class)
        .hasMessageContaining("chmod +x");
    assertThatThrownBy(() -> Spawn.of("plain").environment("PATH", folder.toString()).start())
        .isInstanceOf(ProgramNotExecutableException.class);
    assertThatThrownBy(() -> Spawn.of(folder.toString()).start())
        .isInstanceOf(ProgramNotExecutableException.class)
        .hasMessageContaining("directory");
    Path text = script(folder.resolve("text"), "no first line of a script\n");
    assertThatThrownBy(() -> Spawn.of(text.toString()).start())
        .isInstanceOf(ProgramNotExecutableException.class)
        .hasMessageContaining("ENOEXEC")
        .hasMessageContaining("#!");
  }

  @Test
  @DisplayName(
      "X1 a closed descriptor, a missing directory or file are told before anything starts")
  void badInput() throws Exception {
    assertThatThrownBy(() -> Spawn.of("true").descriptor(5, 987).start())
        .isInstanceOf(IpcException.class)
        .hasMessage("descriptor=987 of this process is closed");
    assertThatThrownBy(() -> Spawn.of("true").directory(folder.resolve("none")).start())
        .isInstanceOf(IpcException.class)
        .hasMessageContaining("no such directory");
    assertThatThrownBy(() -> Spawn.of("true").input(Redirect.from(folder.resolve("none"))).start())
        .isInstanceOf(IpcException.class)
        .hasMessageContaining("ENOENT");
    assertThatThrownBy(() -> Spawn.of("true", "a\0b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Spawn.of("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Spawn.of("true").block(65))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("signal=65");
    assertThatThrownBy(() -> Spawn.of("true").ignore(9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("KILL");
    assertThatThrownBy(() -> Spawn.of("true").descriptor(1024, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("X1 arguments that are too long for the kernel are an exception of the start")
  void argumentsTooLong() throws Exception {
    String huge = "x".repeat(3 << 20);
    assertThatThrownBy(() -> Spawn.of("true", huge).start())
        .isInstanceOf(IpcException.class)
        .hasMessageContaining("E2BIG")
        .hasMessageContaining("ARG_MAX");
  }

  private String[] stat(Spawn spawn) throws Exception {
    return output(spawn).replaceFirst("\\(.*\\)", "x").split(" ");
  }

  private static long field(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(name.length() + 1).strip(), 16))
        .findFirst()
        .orElseThrow();
  }

  /** The number under which this JVM has a file open. */
  private static int number(Path file) throws Exception {
    String[] numbers = Path.of("/proc/self/fd").toFile().list();
    for (String number : numbers) {
      Path link = Path.of("/proc/self/fd", number);
      if (Files.exists(link) && Files.isSameFile(link, file)) {
        return Integer.parseInt(number);
      }
    }
    throw new AssertionError(file + " is not open: " + Arrays.toString(numbers));
  }

  private static Path script(Path file, String text) throws Exception {
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
