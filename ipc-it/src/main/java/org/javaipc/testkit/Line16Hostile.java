package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 16: whatever bytes a peer writes, the reader gets a message or a typed error. */
interface Line16Hostile extends ContractLine {
  /** How many times something is scribbled. */
  int CASES = 3000;

  @Test
  @DisplayName("16 a peer that scribbles over the shared memory: messages or typed errors, no hang")
  default void scribbledMemory() throws Exception {
    int errors = 0;
    int done = 0;
    while (done < CASES) {
      Casualties casualties = scribbleUntilBroken(CASES - done);
      done += casualties.cases;
      errors += casualties.errors;
    }
    rig().say("%d cases, %d channels ended by a typed error".formatted(done, errors));
  }

  /** What came of scribbling over one channel. */
  record Casualties(int cases, int errors) {}

  private Casualties scribbleUntilBroken(int most) throws Exception {
    Address address = rig().otherAddress("capacity=64KiB");
    Receiver receiver = rig().receiver(address);
    Path medium = rig().requireMedium(address);
    Sender sender = rig().sender(address);
    int cases = 0;
    boolean broken = false;
    try (Scribbler scribbler = Scribbler.on(medium, rig().random())) {
      Outgoing out = new Outgoing(sender, rig().messages(0, 500));
      while (cases < most && !broken) {
        boolean sent = survives("send", () -> out.send(Duration.ofMillis(1)));
        scribbler.scribble();
        cases++;
        boolean received = survives("receive", () -> receiveAll(receiver));
        broken = !sent || !received;
      }
    }
    survives("close the sender", sender::close);
    survives("close the receiver", receiver::close);
    rig().receiveWhatIsKept();
    return new Casualties(cases, broken ? 1 : 0);
  }

  /** Runs a step that may fail only with a typed error, and must end. */
  private boolean survives(String what, Step step) throws Exception {
    try {
      rig().run(what + " after scribbling", step);
      return true;
    } catch (IpcException e) {
      assertThat(e).hasMessageContaining(rig().provider().scheme());
      return false;
    }
  }

  private static void receiveAll(Receiver receiver) throws Exception {
    MessageHandler reading = new ReadEverything(receiver.maxMessage());
    for (int i = 0; i < 3; i++) {
      receiver.poll(reading, 64);
      receiver.receive(reading, 64, Duration.ofNanos(1000));
    }
  }

  /** Reads each byte of each message, whatever it says. */
  record ReadEverything(long maxMessage) implements MessageHandler {
    @Override
    public void onMessage(MemorySegment segment, long offset, long length) {
      assertThat(length).isBetween(0L, maxMessage);
      for (long i = 0; i < length; i++) {
        segment.get(ValueLayout.JAVA_BYTE, offset + i);
      }
    }
  }
}
