package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lines 8 and 9 of a topic where it keeps a log: what is written over the files of the log, and over the bell beside them. */
interface LogHostility extends ContractLine {
  /** Of a file with {@code roll=64KiB}, whose first part has no records. */
  int MESSAGES = 300;

  /** {@return the files of the test's log whose names end so} */
  private List<Path> files(String end) throws IOException {
    Path folder = rig().directory().path().resolve(rig().address().name() + ".log");
    if (!Files.isDirectory(folder)) {
      throw rig().skipped(rig().provider().scheme() + ": has no folder " + folder.getFileName());
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  @Test
  @DisplayName("9 a log is scribbled over: what was published or typed errors, nothing hangs")
  default void scribbledLog() throws Exception {
    Messages messages = rig().messages(0, 300);
    Set<ByteBuffer> published = new HashSet<>();
    MessageHandler known =
        (segment, offset, length) ->
            assertThat(published)
                .as("messages that were published")
                .contains(
                    ByteBuffer.wrap(
                        segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE)));
    TopicPublisher publisher = Ipc.publisher(rig().address("roll=64KiB"));
    TopicSubscription subscription = Ipc.subscribe(rig().address("roll=64KiB", "from=start"));
    Outgoing out = new Outgoing(publisher, messages);
    for (int i = 0; i < 2 * MESSAGES; i++) {
      published.add(ByteBuffer.wrap(messages.bytes(i)));
    }
    out.send(MESSAGES);
    subscription.poll(known, MESSAGES / 10);
    int errors = 0;
    for (Path file : files("0.log")) {
      try (Scribbler scribbler = Scribbler.on(file, rig().random())) {
        for (int i = 0; i < 100; i++) {
          scribbler.scribble();
          errors += fails("publish", out::send) ? 1 : 0;
          errors += fails("poll", () -> subscription.poll(known, 1)) ? 1 : 0;
          errors += fails("latest", () -> subscription.latest(known)) ? 1 : 0;
          errors += fails("subscribe", () -> readAll(known)) ? 1 : 0;
          errors += fails("publisher", () -> rig().publisher("roll=64KiB").close()) ? 1 : 0;
        }
      }
    }
    fails("close", publisher::close);
    fails("close", subscription::close);
    rig().say(errors + " typed errors");
    assertThat(errors).isPositive();
  }

  private void readAll(MessageHandler known) throws Exception {
    try (TopicSubscription all = Ipc.subscribe(rig().address("roll=64KiB", "from=start"))) {
      while (all.poll(known, 100) > 0) {
        // on to the next ones
      }
    }
  }

  @Test
  @DisplayName("9 the bell is scribbled over: each message is in the log once, and nothing hangs")
  default void scribbledBell() throws Exception {
    Messages messages = rig().messages(0, 300);
    int errors = 0;
    long sent = 0;
    for (int round = 0; round < 5; round++) {
      TopicPublisher publisher = Ipc.publisher(rig().address("connect=1s"));
      TopicSubscription subscription = Ipc.subscribe(rig().address("connect=1s"));
      Outgoing out = new Outgoing(publisher, messages).from(sent);
      List<Path> bell = new ArrayList<>(files("bell"));
      assertThat(bell).as("bells").hasSize(1);
      bell.addAll(files("bell-sub-0"));
      for (Path file : bell) {
        try (Scribbler scribbler = Scribbler.on(file, rig().random())) {
          for (int i = 0; i < 50; i++) {
            scribbler.scribble();
            errors += fails("publish", out::send) ? 1 : 0;
            errors += fails("poll", () -> subscription.poll((s, o, l) -> {}, 1)) ? 1 : 0;
          }
          errors += fails("subscribe", () -> rig().subscribe("connect=20ms").close()) ? 1 : 0;
          errors += fails("publisher", () -> rig().publisher("connect=20ms").close()) ? 1 : 0;
        }
      }
      fails("close", subscription::close);
      fails("close", publisher::close);
      for (Path file : bell) {
        Files.deleteIfExists(file);
      }
      sent = out.next();
    }
    rig().say(errors + " typed errors");
    assertThat(sent).isPositive();
    try (TopicSubscription all = Ipc.subscribe(rig().address("from=start"))) {
      new Incoming(all, messages).receiveUpTo(sent);
      assertThat(all.lag()).isZero();
    }
  }

  /** {@return whether it fails, which is by a typed error} */
  private boolean fails(String what, Step step) throws Exception {
    try {
      rig().run(what, step);
      return false;
    } catch (IpcException e) {
      return true;
    }
  }
}
