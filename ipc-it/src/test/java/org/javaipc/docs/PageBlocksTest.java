package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.javaipc.cli.Main;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs and commands of the pages about transports, as they stand there. */
class PageBlocksTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"docs/pipes.md, 'hello\nhello'", "docs/sockets.md, 'hello\n'"})
  void commandsOfThePageWork(String page, String output) throws Exception {
    Needs.program("socat");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path shim = folder.resolve("ipc");
    Files.writeString(
        shim,
        """
        #!/bin/sh
        exec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp '%s' %s "$@"
        """
            .formatted(java, System.getProperty("java.class.path"), Main.class.getName()));
    Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwx------"));
    String commands = CodeOnPage.of(page).block("shell").replace("/tmp/", folder + "/");
    ProcessBuilder shell = new ProcessBuilder("sh", "-eu", "-c", commands);
    shell.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
    assertThat(CodeOnPage.output(shell.redirectError(ProcessBuilder.Redirect.INHERIT).start()))
        .isEqualTo(output);
  }

  @Test
  void fifoOfThePageIsAChannel() throws Exception {
    CodeOnPage page = CodeOnPage.of("docs/pipes.md");
    page.compileWith("import org.javaipc.*;\n", "FifoChannel", folder);
    Process process = CodeOnPage.start("FifoChannel", folder, folder, folder.resolve("run"));
    assertThat(CodeOnPage.output(process)).isEmpty();
  }
}
