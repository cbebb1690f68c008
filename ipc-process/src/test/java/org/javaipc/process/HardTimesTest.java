package org.javaipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.javaipc.IpcException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that are started where calls are refused, others do not come, and children are nobody's. */
class HardTimesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final List<Child> writers = new ArrayList<>();

  @AfterEach
  void endWriters() throws Exception {
    for (Child writer : writers) {
      writer.kill();
    }
  }

  /** pidfd_open; pidfd_send_signal; close_range; all of them. */
  @ParameterizedTest
  @ValueSource(strings = {"434", "424", "436", "434 424 436 438"})
  @DisplayName(
      "A program is waited for and signalled, and leaves no zombie, whatever call is refused")
  void callsAreRefused(String numbers) throws Exception {
    Object[] refused = numbers.split(" ", -1);
    Child child =
        JavaProgram.of(RefusedMain.class, refused)
            .output(Redirect.read())
            .error(Redirect.same(1))
            .start();
    assertThat(text(child).lines())
        .containsExactly(
            "filter 0 0",
            "ended " + new ExitStatus.Exited(7),
            "running true",
            "signalled true " + new ExitStatus.Killed(15, false),
            "again false",
            "zombies 0",
            "replaced");
  }

  @Test
  @DisplayName("Orphans are reaped, and children of ProcessBuilder and Spawn keep their status")
  void orphansAreReaped() throws Exception {
    Child child =
        JavaProgram.of(OrphansMain.class).output(Redirect.read()).error(Redirect.same(1)).start();
    assertThat(text(child)).isEqualTo("done true\n");
  }

  @Test
  @DisplayName("A start that waits for the other side of a FIFO ends with an interrupt")
  void interruptEndsStart() throws Exception {
    for (Redirect redirect : new Redirect[] {Redirect.from(fifo("in")), Redirect.to(fifo("out"))}) {
      CompletableFuture<Throwable> failure = new CompletableFuture<>();
      Thread thread =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  Spawn.of("cat").descriptor(5, redirect).start();
                  failure.complete(new AssertionError("it was started"));
                } catch (IpcException e) {
                  failure.complete(
                      Thread.interrupted() ? e : new AssertionError("no interrupt", e));
                }
              });
      await().atMost(PATIENCE).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
      thread.interrupt();
      assertThat(failure.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isInstanceOf(IpcException.class)
          .hasMessageContaining("interrupted while waiting");
    }
  }

  @Test
  @DisplayName(
      "A start waits for the writer of a FIFO as a shell does, also for one that writes nothing")
  void writerIsAwaited() throws Exception {
    Path silent = fifo("silent");
    assertThat(startedWith(silent, "sleep 60 >" + silent).waitFor(Duration.ofMillis(100)))
        .isEmpty();
    Path brief = fifo("brief");
    assertThat(startedWith(brief, ": >" + brief).waitFor(PATIENCE)).isPresent();
    Path quick = fifo("quick");
    assertThat(text(startedWith(quick, "printf hello >" + quick))).isEqualTo("hello");
  }

  private Child startedWith(Path fifo, String writer) throws Exception {
    Future<Child> start =
        CompletableFuture.supplyAsync(() -> {
          try {
            return Spawn.of("cat").input(Redirect.from(fifo)).output(Redirect.read()).start();
          } catch (IpcException e) {
            throw new IllegalStateException(e);
          }
        });
    Child other = Spawn.of("sh", "-c", "exec 2>/dev/null; " + writer).start();
    try {
      return start.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      writers.add(other);
    }
  }

  private Path fifo(String name) throws Exception {
    Path fifo = folder.resolve(name);
    assertThat(Spawn.of("mkfifo", fifo.toString()).start().waitFor().isSuccess()).isTrue();
    assertThat(Files.exists(fifo)).isTrue();
    return fifo;
  }

  private static String text(Child child) throws IOException {
    return new String(child.inputFrom(1).readAllBytes(), StandardCharsets.UTF_8);
  }
}
