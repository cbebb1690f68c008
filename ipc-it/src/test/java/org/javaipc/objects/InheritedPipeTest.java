package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.pipe.AnonymousPipe;
import org.javaipc.process.Child;
import org.javaipc.process.ExitStatus;
import org.javaipc.process.Redirect;
import org.javaipc.process.Spawn;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Pipes between a parent and a child that it starts, which inherits its ends. */
class InheritedPipeTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  @DisplayName(
      "P8 P9 a child inherits its ends of two pipes; messages go both ways until the parent ends")
  void childInheritsItsEnds() throws Exception {
    try (AnonymousPipe down = AnonymousPipe.open();
        AnonymousPipe up = AnonymousPipe.open()) {
      Child child = start(down, up);
      try (Sender sender = Ipc.sender(down.writer().childAddress().toString());
          Receiver receiver = Ipc.receiver(up.reader().childAddress().toString())) {
        closeNow(down); // what is left are the ends that were attached, and the child's
        closeNow(up);
        for (int i = 0; i < 1000; i++) {
          sender.send("message " + i);
          assertThat(receiver.receiveString()).isEqualTo("message " + i);
        }
        closeNow(sender);
        assertThat(receiver.receive()).isNull();
        assertThat(receiver.isEnded()).isTrue();
        assertThat(child.waitFor(LONG)).map(ExitStatus::isSuccess).isEqualTo(Optional.of(true));
      } finally {
        child.kill();
      }
    }
  }

  private static Child start(AnonymousPipe down, AnonymousPipe up) throws Exception {
    List<String> command =
        Program.javaCommand(
            System.getProperty("java.class.path"),
            EchoMain.class,
            "pipe:child?in=3",
            "pipe:child?out=4");
    return Spawn.of(command)
        .descriptor(3, down.reader().fd())
        .descriptor(4, up.writer().fd())
        .start();
  }

  @Test
  @DisplayName("P8 P9 a program that waits in read gets its end by /proc/PID/fd/N")
  void programThatWaits() throws Exception {
    try (AnonymousPipe pipe = AnonymousPipe.open()) {
      String own = "/proc/" + ProcessHandle.current().pid() + "/fd/" + pipe.reader().fd();
      Child cat =
          Spawn.of("cat").input(Redirect.from(Path.of(own))).output(Redirect.read()).start();
      try {
        for (String text : List.of("from ", "Java")) {
          pipe.writer().write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
        closeNow(pipe);
        assertThat(cat.inputFrom(1).readAllBytes()).asString().isEqualTo("from Java");
        assertThat(cat.waitFor(LONG)).map(ExitStatus::isSuccess).isEqualTo(Optional.of(true));
      } finally {
        cat.kill();
      }
    }
  }

  /** Closes what is closed once more, later. */
  private static void closeNow(AutoCloseable resource) throws Exception {
    resource.close();
  }
}
