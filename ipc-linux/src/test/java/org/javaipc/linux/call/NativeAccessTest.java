package org.javaipc.linux.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.javaipc.AccessPolicy;
import org.javaipc.TransportUnavailableException;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.wait.ChildJvm;
import org.junit.jupiter.api.Test;

class NativeAccessTest {
  /** Main class of a child: asks, and then tries. */
  static final class Asker {
    private Asker() {}

    public static void main(String[] arguments) throws Exception {
      System.out.println(NativeAccess.unavailable());
      try {
        RuntimeDirectory.open(Optional.empty(), AccessPolicy.PRIVATE);
      } catch (TransportUnavailableException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void thisJvmHasIt() {
    assertThat(NativeAccess.unavailable()).isEmpty();
  }

  @Test
  void withoutTheFlagTheReasonNamesItAndTheJvmWarnsOfNothing() throws Exception {
    String flag = "--enable-native-access=ALL-UNNAMED";
    assertThat(run(command(List.of())))
        .isEqualTo(
            "Optional[native access is not enabled: start java with "
                + flag
                + "]\n"
                + "native access is not enabled: start java with "
                + flag
                + "\n");
    assertThat(run(command(List.of("--illegal-native-access=deny")))).contains(flag);
  }

  @Test
  void onTheModulePathTheFlagNamesTheModule() throws Exception {
    String modules = ChildJvm.classPath();
    assertThat(
            run(
                List.of(
                    ChildJvm.java(),
                    "-p",
                    modules.substring(modules.indexOf(':') + 1),
                    "--patch-module",
                    "org.javaipc.linux=" + ChildJvm.location(NativeAccessTest.class),
                    "-m",
                    "org.javaipc.linux/" + Asker.class.getName())))
        .contains("--enable-native-access=org.javaipc.linux");
  }

  @Test
  void anotherSystemOrProcessorIsNamed() throws Exception {
    assertThat(run(command(List.of("-Dos.name=Windows 11")))).contains("os.name=Windows 11");
    assertThat(run(command(List.of("-Dos.arch=riscv64"))))
        .contains("os.arch=riscv64")
        .contains("amd64 and aarch64");
  }

  private static List<String> command(List<String> flags) {
    List<String> command = new ArrayList<>(List.of(ChildJvm.java()));
    command.addAll(flags);
    command.addAll(List.of("-cp", ChildJvm.classPath(), Asker.class.getName()));
    return command;
  }

  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return output;
    } finally {
      process.destroyForcibly();
    }
  }
}
