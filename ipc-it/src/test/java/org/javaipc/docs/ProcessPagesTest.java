package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.javaipc.signal.Signal;
import org.javaipc.signal.Signals;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The programs and commands of the pages about processes and signals, as they stand there. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
public class ProcessPagesTest {
  private static final String PROCESSES = "docs/processes.md";
  private static final String SIGNALS = "docs/signals.md";
  private static final CountDownLatch RELOADED = new CountDownLatch(1);

  private static final String IMPORTS =
      """
      import static org.javaipc.docs.ProcessPagesTest.*;
      import java.io.IOException;
      import java.nio.file.Path;
      import java.time.Duration;
      import org.javaipc.*;
      import org.javaipc.process.*;
      import org.javaipc.signal.*;
      """;

  @TempDir Path folder;

  /** What the page's program serves: it asks itself to reload. */
  public static void serve() throws Exception {
    Signals.raise(Signal.USR1);
    System.out.println(RELOADED.await(1, TimeUnit.MINUTES) ? "reloaded" : "not reloaded");
  }

  /** What the page does with a file that it has locked. */
  public static void update(Path path) {
    System.out.println("updated " + path);
  }

  /** What the page's program reloads. */
  public static final class Configuration {
    /** Counts. */
    public void reload() {
      RELOADED.countDown();
    }
  }

  private Process start(String program) throws Exception {
    return CodeOnPage.start(program, folder, folder, folder.resolve("run"));
  }

  /** {@return what a block of a page printed that ran between statements} */
  private String run(CodeOnPage page, String before, String block, String after) throws Exception {
    page.compileBetween(IMPORTS, before, block, after, folder);
    return CodeOnPage.output(start(block));
  }

  @Test
  @DisplayName("processes.md: a program with its input, output, descriptor, variable and directory")
  void spawn() throws Exception {
    Files.writeString(folder.resolve("in"), "10\n9\n");
    assertThat(
            run(CodeOnPage.of(PROCESSES), "int ours = 0;\n", "Sort", "System.out.println(status);"))
        .isEqualTo("exited with 0\n");
    assertThat(folder.resolve("out")).hasContent("9\n10\n");
  }

  @Test
  @DisplayName("processes.md: a file is locked, and who holds it is told")
  void lockedFile() throws Exception {
    CodeOnPage page = CodeOnPage.of(PROCESSES).with("ofSeconds(5)", "ofMillis(10)");
    String path = "Path path = Path.of(\"job\");\n";
    assertThat(run(page, path, "Locked", "")).isEqualTo("updated job\n");
    String held = "LockFile.open(path).whole().exclusive(Duration.ofMinutes(1));\ntry {\n";
    String told =
        """
        } catch (IOException e) {
          System.out.println(e.getMessage().replace("" + ProcessHandle.current().pid(), "SELF"));
        }
        """;
    assertThat(run(page, path + held, "Locked", told))
        .isEqualTo("in use by [pid SELF (java), exclusively]\n");
  }

  @Test
  @DisplayName("processes.md: each command of the shell runs its program")
  void programsFromTheShell() throws Exception {
    Needs.program("setsid");
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String program : List.of("java", "program", "script", "backup.sh")) {
      Path file = Files.writeString(bin.resolve(program), "#!/bin/sh\necho ${0##*/} $* $A\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    Files.writeString(folder.resolve("in"), "");
    CodeOnPage page = CodeOnPage.of(PROCESSES).with("/run/lock/job", folder + "/job");
    String commands = "PATH=" + bin + ":$PATH\n" + page.block("shell");
    String output = CodeOnPage.output(CodeOnPage.shell(commands, folder));
    assertThat(output.replaceAll("(?m)^\\d+$", "N"))
        .isEqualTo("java -jar app.jar\nprogram 1\nN\nscript\nscript\nbackup.sh\n");
    assertThat(folder.resolve("out")).isEmptyFile();
  }

  @Test
  @DisplayName("signals.md: a signal reloads the configuration")
  void reload() throws Exception {
    String before = "Configuration configuration = new Configuration();\n";
    CodeOnPage page =
        CodeOnPage.of(SIGNALS).with("handle(Signal.HUP", "handle(Signal.USR1"); // nohup ignores HUP
    assertThat(run(page, before, "Reload", "")).isEqualTo("reloaded\n");
  }

  @Test
  @DisplayName("signals.md: one process waits at a door, another rings, and the file is as shown")
  void door() throws Exception {
    CodeOnPage page = CodeOnPage.of(SIGNALS);
    page.with("awaitEvents();\n", "awaitEvents();\nSystem.out.println(events);\n")
        .compileWith(IMPORTS, "Door", folder);
    page.compileWith(IMPORTS, "Ring", folder);
    Process door = start("Door");
    try {
      Path file = folder.resolve("run/door.signal");
      await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(file));
      String shown = page.block("line").strip().replaceAll("=\\d+", "=\\\\d+");
      assertThat(Files.readString(file).strip()).matches(shown);
      assertThat(CodeOnPage.output(start("Ring"))).isEmpty();
      assertThat(CodeOnPage.output(door)).contains("5");
    } finally {
      door.destroyForcibly();
    }
  }

  @Test
  @DisplayName("signals.md: the commands list, send and print signals")
  void signalsFromTheShell() throws Exception {
    String commands =
        CodeOnPage.of(SIGNALS).with("watch HUP", "watch --count 1 USR1").block("shell");
    List<String> lines = commands.replaceAll(" +#.*", "").lines().toList();
    String script =
        """
        sleep 300 & victim=$!
        %s
        %s
        wait $victim || echo ended with $?
        mkfifo said
        %s 2>said &
        watching=$!
        grep -m 1 ready <said
        %s
        wait
        """
            .formatted(
                lines.get(0),
                lines.get(1).replace("4711", "$victim"),
                "env --block-signal " + lines.get(3),
                lines.get(2).replace("4711", "$watching"));
    assertThat(CodeOnPage.output(CodeOnPage.shell(script, folder)))
        .contains("HUP", "ended with 143", "ready", "RTMIN+3", "value=42");
  }
}
