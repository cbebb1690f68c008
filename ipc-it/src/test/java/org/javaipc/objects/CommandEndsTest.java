package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.ChannelClosedException;
import org.javaipc.Ipc;
import org.javaipc.PeerClosedException;
import org.javaipc.Sender;
import org.javaipc.cli.Main;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a command ends, and what others see of it: by an error, as the first process of a container, with its container. */
@Timeout(120)
class CommandEndsTest {
  @TempDir Path folder;

  private static Program ipc(List<String> before, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        Program.javaCommand(
            System.getProperty("java.class.path"), Main.class, (Object[]) arguments));
    return Program.start(command);
  }

  private String address(String scheme) {
    return scheme + ":x?connect=60s&dir=" + folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "sysv", "mmap", "mq", "sysvmq", "fifo", "unix", "unixgram"})
  void aReceiverThatEndsWithAnErrorHasClosedAndNotDied(String scheme) throws Exception {
    List<String> full = List.of("sh", "-c", "exec \"$@\" >/dev/full", "sh");
    try (Program receiver = ipc(full, "recv", address(scheme));
        Sender sender = Ipc.sender(address(scheme))) {
      assertThat(catchThrowable(() -> sendOn(sender)))
          .isInstanceOfAny(PeerClosedException.class, ChannelClosedException.class);
      assertThat(receiver.exit()).isNotZero();
    }
    KeptMessages.take(address(scheme));
  }

  private static void sendOn(Sender sender) throws Exception {
    while (true) {
      sender.send("a line\n");
    }
  }

  @Test
  void theFirstProcessOfAPidNamespaceReapsOrphans() throws Exception {
    Needs.root("have another pid namespace");
    Needs.program("unshare");
    String script =
        """
        orphan=$(sh -c 'sleep 0.1 >&- & echo $!')
        i=0
        while [ -e /proc/$orphan ] && [ $i -lt 600 ]; do i=$((i+1)); sleep 0.1; done
        [ -e /proc/$orphan ] && echo zombie || echo reaped
        """;
    List<String> first = List.of("unshare", "-pf", "--mount-proc", "--");
    try (Program run = ipc(first, "run", "--", "sh", "-c", script)) {
      assertThat(run.line()).isEqualTo("reaped");
      assertThat(run.exit()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"recv, shm", "recv, sysv", "await, shm", "await, sysv", "await, sem"})
  void aContainerThatWasKilledIsStartedAgain(String command, String scheme) throws Exception {
    Needs.root("have another IPC namespace");
    Needs.program("unshare");
    for (int i = 0; i < 3; i++) {
      try (Program container = ipc(List.of("unshare", "--ipc", "--"), command, address(scheme))) {
        assertThat(container.line()).startsWith("ready ");
        container.kill();
      }
    }
  }
}
