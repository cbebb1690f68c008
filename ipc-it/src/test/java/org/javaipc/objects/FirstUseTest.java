package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be opened at first must be opened later: no class may be left behind that never works again. */
class FirstUseTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 9})
  void whatFailsForWantOfDescriptorsAtItsFirstUseWorksOnceThereAreSome(int free) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -n 200 && exec \"$@\"", "sh"));
    command.addAll(
        Program.javaCommand(
            System.getProperty("java.class.path"), FirstUseMain.class, folder, free));
    List<String> printed = new ArrayList<>();
    try (Program program = Program.start(command)) {
      for (String line = program.line(); line != null; line = program.line()) {
        printed.add(line);
      }
    }
    assertThat(printed).containsExactly("done");
  }
}
