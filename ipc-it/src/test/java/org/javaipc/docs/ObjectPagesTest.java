package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.javaipc.Ipc;
import org.javaipc.Listener;
import org.javaipc.Receiver;
import org.javaipc.mq.PosixMessageQueue;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs and commands of the pages about queues, semaphores, sockets and pipes, as they stand there. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
public class ObjectPagesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String QUEUES = "docs/message-queues.md";
  private static final String SEMAPHORES = "docs/semaphores-and-locks.md";
  private static final String SOCKETS = "docs/sockets.md";
  private static final String PIPES = "docs/pipes.md";

  private static final String IMPORTS =
      """
      import static java.nio.charset.StandardCharsets.UTF_8;
      import static org.javaipc.docs.ObjectPagesTest.*;
      import static org.javaipc.shm.SemaphoreOperation.*;
      import java.lang.foreign.MemorySegment;
      import java.nio.ByteBuffer;
      import java.nio.file.*;
      import java.time.Duration;
      import org.javaipc.*;
      import org.javaipc.mq.*;
      import org.javaipc.pipe.*;
      import org.javaipc.process.*;
      import org.javaipc.shm.*;
      import org.javaipc.socket.*;
      """;

  @TempDir Path folder;

  private final int number = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
  private final String key = "0x%x".formatted(number);
  private final String name = "javaipc-page-" + number;

  /** What the page does if the last owner of its lock has died. */
  public static void repair() {
    System.out.println("repaired");
  }

  /** What the page does while it has the lock; a process with {@code -Ddies=true} ends here. */
  public static void change() {
    if (Boolean.getBoolean("dies")) {
      Runtime.getRuntime().halt(0);
    }
    System.out.println("changed");
  }

  /** The child of the page about pipes: what it receives until the end of the stream is in a file afterwards. */
  public static void main(String[] arguments) throws Exception {
    StringBuilder all = new StringBuilder();
    try (Receiver receiver =
        Ipc.receiver(arguments.length == 0 ? "pipe:child?in=3" : arguments[0])) {
      System.out.println("open");
      receiver.forEach(message -> all.append(new String(message, StandardCharsets.UTF_8)));
    }
    Files.move(Files.writeString(Path.of("got.new"), all), Path.of("got"));
  }

  private Process start(String program, String... options) throws Exception {
    return CodeOnPage.start(program, folder, folder, folder.resolve("run"), options);
  }

  /** {@return what a block of a page printed that ran between statements} */
  private String run(CodeOnPage page, String before, String block, String after) throws Exception {
    page.compileBetween(IMPORTS, before, block, after, folder);
    return CodeOnPage.output(start(block));
  }

  private String shell(String commands) throws Exception {
    return CodeOnPage.output(CodeOnPage.shell(commands, folder));
  }

  @Test
  @DisplayName("message-queues.md: lines go through mq: from the shell")
  void queueFromTheShell() throws Exception {
    Files.writeString(folder.resolve("jobs.txt"), "one\ntwo\n");
    CodeOnPage page = CodeOnPage.of(QUEUES).with("send mq:jobs", "send 'mq:jobs?connect=1m'");
    assertThat(shell(page.block("shell") + "wait\n")).isEqualTo("one\ntwo\n");
  }

  @Test
  @DisplayName("message-queues.md: a POSIX queue gives back what was sent, and is removed")
  void posixQueue() throws Exception {
    CodeOnPage page =
        CodeOnPage.of(QUEUES)
            .with("\"orders\"", quoted(name))
            .with(
                "queue.unlink(); ",
                "System.out.println(message.priority() + message.text());\nqueue.unlink(); ");
    assertThat(run(page, "", "PosixQueue", "")).isEqualTo("9urgent\n");
    assertThat(PosixMessageQueue.unlink(name)).as("the queue was still there").isFalse();
  }

  @Test
  @DisplayName("message-queues.md: each arrival at the empty queue is awaited, and polled")
  void arrivals() throws Exception {
    String before =
        """
        PosixMessageQueue queue = PosixMessageQueue.create("%s", 10, 64, 0600);
        queue.send("one".getBytes(UTF_8), 1);
        boolean running = true;
        PosixMessageHandler handler = (priority, segment, offset, length) -> {
          System.out.println(priority + " " + length);
          if (priority == 3) {
            System.exit(0);
          }
          Thread.startVirtualThread(() -> {
            try {
              queue.send("three".getBytes(UTF_8), 3);
            } catch (IpcException | InterruptedException e) {
              System.out.println(e);
            }
          });
        };
        """
            .formatted(name);
    try {
      assertThat(run(CodeOnPage.of(QUEUES), before, "Arrivals", "")).isEqualTo("1 3\n3 5\n");
    } finally {
      PosixMessageQueue.unlink(name);
    }
  }

  @Test
  @DisplayName("message-queues.md: messages of a System V queue are chosen by their types")
  void systemVQueue() throws Exception {
    String before =
        """
        SystemVMessageQueue first = SystemVMessageQueue.createOrOpen(%s, 0600);
        first.send(1, "one".getBytes(UTF_8));
        first.send(7, "seven".getBytes(UTF_8));
        first.send(5, "FIVE".getBytes(UTF_8));
        """
            .formatted(key);
    String after = "System.out.println(any.text() + five.text() + low.text() + other.text());";
    assertThat(run(CodeOnPage.of(QUEUES).with("4711", key), before, "SystemVQueue", after))
        .isEqualTo("oneFIVEfiveseven\n");
  }

  @Test
  @DisplayName("semaphores-and-locks.md: the next owner of a lock is told of a death, once")
  void lockAfterDeath() throws Exception {
    CodeOnPage.of(SEMAPHORES).compileWith(IMPORTS, "Counter", folder);
    assertThat(CodeOnPage.output(start("Counter", "-Ddies=true"))).isEmpty();
    assertThat(CodeOnPage.output(start("Counter"))).isEqualTo("repaired\nchanged\n");
    assertThat(CodeOnPage.output(start("Counter"))).isEqualTo("changed\n");
  }

  @Test
  @DisplayName(
      "semaphores-and-locks.md: what was taken with undo is given back when its process ends")
  void undo() throws Exception {
    CodeOnPage page = CodeOnPage.of(SEMAPHORES).with("0x4a49", key);
    String taken = "enter.perform();\nSystem.out.println(set.value(0));\n";
    assertThat(run(page, "", "Undo", taken)).isEqualTo("0\n");
    String givenBack = taken + "leave.perform();\nSystem.out.println(set.value(0));\nset.remove();";
    assertThat(
            run(
                page,
                "System.out.println(SystemVSemaphoreSet.open(%s).value(0));\n".formatted(key),
                "Undo",
                givenBack))
        .isEqualTo("1\n0\n1\n");
  }

  @Test
  @DisplayName("semaphores-and-locks.md: a program in C signals an event of sem:")
  void eventFromC() throws Exception {
    Needs.program("cc");
    String code = CodeOnPage.of(SEMAPHORES).with("0x4a49", key).block("event");
    Path source =
        Files.writeString(
            folder.resolve("event.c"),
            "#include <sys/sem.h>\nint main(void) {\n" + code + "return 0;\n}\n");
    String program = folder.resolve("event").toString();
    Process compiler =
        new ProcessBuilder("cc", "-o", program, source.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(CodeOnPage.output(compiler)).isEmpty();
    try (Listener door = Ipc.listener("sem:" + name + "?key=" + key)) {
      CodeOnPage.output(new ProcessBuilder(program).start());
      assertThat(door.awaitEvents().contains(5)).isTrue();
    }
  }

  @Test
  @DisplayName("semaphores-and-locks.md: the commands make a set, use it, read it and remove it")
  void semaphoresFromTheShell() throws Exception {
    CodeOnPage page =
        CodeOnPage.of(SEMAPHORES)
            .with("0x4a49", key)
            .with(
                "ipc sysv rm -s ID ",
                "ipc sysv rm -s $(ipc sysv sem create --key %d --values 0) ".formatted(number - 1));
    assertThat(shell(page.block("shell") + "ipc sysv rm -S " + key))
        .as("what was taken with undo is given back when the command ends")
        .endsWith("\n1\n1\n");
  }

  @Test
  @DisplayName("sockets.md: a daemon answers a client that has no name of its own")
  void datagrams() throws Exception {
    Path socket = folder.resolve("wlan0");
    String timeout = "Duration timeout = Duration.ofMinutes(1);\n";
    String server =
        """
        UnixDatagramSocket server =
            UnixDatagramSocket.bind(UnixSocketAddress.parse("%s"), UnixServerOptions.DEFAULT);
        System.out.println("bound");
        byte[] bytes = new byte[4];
        MemorySegment room = MemorySegment.ofArray(bytes);
        MemorySegment answer = MemorySegment.ofArray("PONG!".getBytes(UTF_8));
        """
            .formatted(socket);
    CodeOnPage page =
        CodeOnPage.of(SOCKETS)
            .with("/run/hostapd/wlan0", socket.toString())
            .with("(answer), timeout);\n", "(answer), timeout);\nSystem.out.println(length);\n");
    page.compileBetween(
        IMPORTS,
        timeout + server,
        "Reply",
        "System.out.println(new String(bytes, UTF_8));",
        folder);
    page.compileBetween(IMPORTS, timeout, "Query", "", folder);
    Process daemon = start("Reply");
    try (BufferedReader said = daemon.inputReader()) {
      assertThat(said.readLine()).isEqualTo("bound");
      assertThat(CodeOnPage.output(start("Query"))).isEqualTo("5\n");
      assertThat(said.readLine()).isEqualTo("PING");
    } finally {
      daemon.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Inherit", "Attach"})
  @DisplayName("pipes.md: a child gets the reading end of its parent's pipe")
  void children(String block) throws Exception {
    CodeOnPage page = CodeOnPage.of(PIPES).with("\"java\", \"-jar\", \"worker.jar\"", worker());
    run(page, "", block, "");
    Path got = folder.resolve("got");
    await().atMost(PATIENCE).until(() -> Files.exists(got));
    assertThat(got).hasContent("buy 100");
  }

  /** {@return the words of a command that runs {@link #main}, as Java spells them} */
  private static String worker() {
    return String.join(
        ", ",
        quoted(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
        quoted("--enable-native-access=ALL-UNNAMED"),
        quoted("-cp"),
        quoted(System.getProperty("java.class.path")),
        quoted(ObjectPagesTest.class.getName()));
  }

  @Test
  @DisplayName("pipes.md: pipes and FIFOs as classes")
  void pipes() throws Exception {
    Path fifo = folder.resolve("orders");
    String before =
        """
        byte[] bytes = "hello, world".getBytes(UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(5);
        AnonymousPipe other = AnonymousPipe.open();
        Path path = Path.of("%s");
        Thread.startVirtualThread(() -> {
          try {
            while (!Files.exists(path)) {
              Thread.sleep(1);
            }
            Fifo.at(path).openReader();
          } catch (IpcException | InterruptedException e) {
            System.out.println(e);
          }
        });
        """
            .formatted(fifo);
    String after =
        "System.out.println(new String(buffer.array(), UTF_8) + other.reader().readable());";
    CodeOnPage page = CodeOnPage.of(PIPES).with("/run/app/orders", fifo.toString());
    assertThat(run(page, before, "Classes", after)).isEqualTo("hello7\n");
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
