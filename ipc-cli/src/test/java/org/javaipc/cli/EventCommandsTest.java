package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCommandsTest {
  @TempDir Path folder;

  private Shell shell;
  private String address;

  @BeforeEach
  void prepare() {
    shell = Shell.in(folder);
    address = "shm:door?dir=" + folder.resolve("run");
  }

  @Test
  void notifyTellsWhoListens() throws Exception {
    try (Listener listener = shell.ipc().listener(address)) {
      assertThat(shell.run("notify", address, "5", "63", "5").exitCode()).isZero();
      assertThat(listener.poll()).isEqualTo(Notifier.bit(5) | Notifier.bit(63));
    }
  }

  @Test
  void awaitPrintsOneWakeUp() throws Exception {
    CompletableFuture<Shell.Result> awaited = start("await", address);
    assertThat(shell.run("notify", address, "7").exitCode()).isZero();
    assertThat(awaited.get().out()).isEqualTo("7\n");
    assertThat(awaited.get().err()).isEqualTo("ready " + address + "\n");
    assertThat(awaited.get().exitCode()).isZero();
  }

  @Test
  void awaitPrintsJson() throws Exception {
    CompletableFuture<Shell.Result> awaited = start("await", address, "--json");
    assertThat(shell.run("notify", address, "5").exitCode()).isZero();
    assertThat(awaited.get().out()).isEqualTo("{\"events\": [5]}\n");
  }

  @Test
  void awaitGivesUp() throws Exception {
    Shell.Result result = shell.run("await", address, "--timeout", "20ms");
    assertThat(result.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("no event came within --timeout=20 ms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "64", "x", "99999999999", ""})
  void anEventThatDoesNotExistIsRefused(String event) throws Exception {
    Shell.Result result = shell.run("notify", address, "1", event);
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).isEqualTo("ipc: event=" + event + " is not a number from 0 to 63\n");
  }

  @Test
  void withoutAnEventThereIsNothingToNotify() throws Exception {
    assertThat(shell.run("notify", address).exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void nobodyListens() throws Exception {
    assertThat(shell.run("notify", address + "&connect=10ms", "1").exitCode())
        .isEqualTo(ExitCode.TIMED_OUT);
  }

  private CompletableFuture<Shell.Result> start(String... words) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return shell.run(words);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }
}
