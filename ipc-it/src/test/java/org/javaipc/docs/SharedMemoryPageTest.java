package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.shm.PosixSharedMemory;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The struct that docs/shared-memory.md shares with C. */
class SharedMemoryPageTest {
  @TempDir Path folder;

  @Test
  void theStructOfThePageIsSharedWithC() throws Exception {
    Needs.program("cc");
    CodeOnPage page = CodeOnPage.of("docs/shared-memory.md");
    Path source = Files.writeString(folder.resolve("reader.c"), page.block("reader"));
    Path program = folder.resolve("reader");
    Process compiler =
        new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(CodeOnPage.output(compiler)).isEmpty();
    page.compile("Writer", folder);
    try {
      Process writer = CodeOnPage.start("Writer", folder, folder, folder.resolve("run"));
      assertThat(CodeOnPage.output(writer)).isEmpty();
      Process reader = new ProcessBuilder(program.toString()).redirectErrorStream(true).start();
      assertThat(CodeOnPage.output(reader)).isEqualTo("7 LINUX 99.50\n");
    } finally {
      PosixSharedMemory.unlink("/javaipc-example");
    }
  }
}
