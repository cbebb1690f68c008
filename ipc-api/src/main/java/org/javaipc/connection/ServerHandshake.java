package org.javaipc.connection;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.ResourceLimitException;
import org.javaipc.Sender;
import org.javaipc.connection.Answer.Verdict;
import org.jspecify.annotations.Nullable;

/** The server's part in connecting one client, on a thread of its own. */
final class ServerHandshake {
  /** How long to wait for what the client creates before it announces it: it exists, unless the client is gone. */
  private static final Duration PRESENCE = Duration.ofSeconds(1);

  /** How often the server checks whether the client is still alive. */
  private static final long LOOK_NANOS = 50_000_000;

  private static final long LONGEST_PAUSE_NANOS = 2_000_000;

  private final ChannelServer server;
  private final Lanes lanes;
  private final Hello hello;
  private final Patience patience;
  private boolean died;

  ServerHandshake(ChannelServer server, Lanes lanes, Hello hello) {
    this.server = server;
    this.lanes = lanes;
    this.hello = hello;
    this.patience = new Patience(lanes.options().channel().connect());
  }

  /** {@return whether the client is connected now} */
  boolean run() {
    LaneAddress answer = lanes.answer(hello.id());
    boolean connected = false;
    try (Sender answers = answer.sender(patience.left(PRESENCE))) {
      connected = greet(answers);
    } catch (PeerDiedException e) {
      died = true;
    } catch (IpcException | RuntimeException e) {
      // The client has gone, or notices that no answer comes.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // this server is closed
    }
    if (!connected) {
      removeLeftover(answer);
    }
    return connected;
  }

  private boolean greet(Sender answers) throws IpcException, InterruptedException {
    if (hello.version() != Hello.VERSION) {
      String reason =
          "it uses version %d of the handshake, this server version %d; use the same release of javaipc at both ends"
              .formatted(hello.version(), Hello.VERSION);
      return refuse(answers, Verdict.REFUSED, reason);
    }
    if (!server.takePlace()) {
      String reason =
          "it already has clients=%d; close one, or start the server with a larger clients="
              .formatted(lanes.options().clients());
      return refuse(answers, Verdict.BUSY, reason);
    }
    boolean connected = false;
    try {
      connected = let(answers);
    } finally {
      if (!connected) {
        server.givePlace();
      }
    }
    return connected;
  }

  private boolean let(Sender answers) throws IpcException, InterruptedException {
    Receiver receiver;
    try {
      receiver = lanes.up(hello.id()).receiver();
    } catch (ResourceLimitException e) {
      return refuse(answers, Verdict.LIMIT, String.valueOf(e.getMessage()));
    } catch (IpcException e) {
      return refuse(answers, Verdict.REFUSED, String.valueOf(e.getMessage()));
    }
    LaneAddress down =
        lanes.down(
            hello.id(),
            lanes.options().channel().capacity(),
            lanes.options().channel().maxMessage());
    Sender sender = null;
    boolean connected = false;
    try {
      say(
          answers,
          Answer.welcome(
              lanes.options().channel().capacity(),
              lanes.options().channel().maxMessage(),
              lanes.options().channel().type()));
      awaitClient(receiver, answers);
      sender = down.sender(patience.left(PRESENCE));
      sender.send(MemorySegment.NULL, 0, 0);
      List<LaneAddress> peers = List.of(down, lanes.answer(hello.id()));
      server.admit(new LaneConnection(lanes.server(), sender, receiver, peers, server::givePlace));
      connected = true; // from here on, the connection returns the place
      return true;
    } catch (PeerDiedException e) {
      died = true;
      throw e;
    } finally {
      if (!connected) {
        closeAll(receiver, sender);
        removeLeftover(down);
      }
    }
  }

  private boolean refuse(Sender answers, Verdict verdict, String reason)
      throws IpcException, InterruptedException {
    say(answers, Answer.refusal(verdict, reason));
    return false;
  }

  private void say(Sender answers, Answer answer) throws IpcException, InterruptedException {
    answers.send(answer.encode(), patience.left());
  }

  /**
   * Waits for the client's first message, which is empty. Ignores the address's {@code wait}, which may be to spin.
   * Sends empty answers to find out whether the client is still listening.
   */
  private void awaitClient(Receiver receiver, Sender answers)
      throws IpcException, InterruptedException {
    long[] length = {-1};
    long looked = System.nanoTime();
    for (long pause = 50_000; ; pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS)) {
      if (receiver.poll((segment, offset, bytes) -> length[0] = bytes, 1) != 0) {
        break;
      }
      if (patience.isOver()) {
        throw new CorruptChannelException(lanes.server() + ": a client did not finish connecting");
      }
      if (System.nanoTime() - looked > LOOK_NANOS) {
        looked = System.nanoTime();
        answers.offer(MemorySegment.NULL, 0, 0);
      }
      Thread.sleep(Duration.ofNanos(pause));
    }
    if (length[0] != 0) {
      throw new CorruptChannelException(lanes.server() + ": malformed first message from a client");
    }
  }

  private static void closeAll(Receiver receiver, @Nullable Sender sender) throws IpcException {
    try (receiver) {
      if (sender != null) {
        sender.close();
      }
    }
  }

  private void removeLeftover(LaneAddress lane) {
    try {
      lane.removeLeftover(died);
    } catch (IpcException e) {
      // What cannot be removed now is removed by the next server, or by 'ipc clean'.
    }
  }
}
