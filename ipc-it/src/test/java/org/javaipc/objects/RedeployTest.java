package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A web application that has its own copy of the library is deployed again. */
class RedeployTest {
  @TempDir Path folder;

  @Test
  void theLoaderOfACopyOfTheLibraryCanBeCollectedAndLeavesNoDescriptorAndNoThread()
      throws Exception {
    List<String> printed = new ArrayList<>();
    List<String> command =
        Program.javaCommand(System.getProperty("java.class.path"), RedeployMain.class, folder);
    command.add(
        1, "-XX:SoftRefLRUPolicyMSPerMB=0"); // caches of the JDK are cleared at each collection
    try (Program program = Program.start(command)) {
      for (String line = program.line(); line != null; line = program.line()) {
        printed.add(line);
      }
    }
    assertThat(printed).containsExactly("descriptors=0 threads=0");
  }
}
