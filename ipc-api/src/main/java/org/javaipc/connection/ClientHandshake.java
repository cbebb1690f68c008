package org.javaipc.connection;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.javaipc.Address;
import org.javaipc.ChannelBusyException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.Connection;
import org.javaipc.CorruptChannelException;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.jspecify.annotations.Nullable;

/** The client's part in connecting. */
final class ClientHandshake {
  /** How often the client checks whether the server is still alive. */
  private static final Duration LOOK = Duration.ofMillis(50);

  /** How long to wait for a server, or for a place at its door, before a pause. */
  private static final Duration AT_THE_DOOR = Duration.ofMillis(20);

  private static final int LONGEST_PAUSE_MILLIS = 200;

  /** How long to wait for what the server creates before it announces it: it exists, unless the server is gone. */
  private static final Duration PRESENCE = Duration.ofSeconds(1);

  /** How long to wait for an answer before the hello is repeated. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Lanes lanes;
  private final Patience patience;

  ClientHandshake(Lanes lanes) {
    this.lanes = lanes;
    this.patience = new Patience(lanes.options().channel().connect());
  }

  /** If a server dies while it admits this client, the next server is tried. */
  Connection connect() throws IpcException, InterruptedException {
    PeerClosedException ended = null;
    do {
      try {
        Connection connection = tryOnce();
        if (connection != null) {
          return connection;
        }
      } catch (PeerClosedException e) {
        ended = e;
      }
    } while (!patience.isOver());
    throw ended != null
        ? ended
        : late("the server did not answer; it may be stopped, or be a receiver and not a server");
  }

  private @Nullable Connection tryOnce() throws IpcException, InterruptedException {
    String id = Lanes.newId();
    try (Receiver answers = announce(id)) {
      Answer answer = answers == null ? null : awaitAnswer(answers, id);
      return answers == null || answer == null ? null : enter(id, answer, answers);
    }
  }

  /** {@return the lane of the answer, once the server can know of it; null if the server has just ended} */
  private @Nullable Receiver announce(String id) throws IpcException, InterruptedException {
    try (Sender door = openDoor()) {
      Receiver answers = lanes.answer(id).receiver();
      boolean known = false;
      try {
        known = knock(door, id);
        return known ? answers : null;
      } finally {
        if (!known) {
          answers.close();
        }
      }
    }
  }

  /**
   * Waits for a server, and for a place at its door. Many clients without a place would obstruct each other if they
   * kept retrying, so each pauses longer every time.
   */
  private Sender openDoor() throws IpcException, InterruptedException {
    for (int pause = 5; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
      try {
        return lanes.door().sender(patience.left(AT_THE_DOOR));
      } catch (ChannelBusyException e) {
        if (patience.isOver()) {
          throw e;
        }
      } catch (ConnectTimeoutException e) {
        if (patience.isOver()) {
          throw noServer(e);
        }
      }
      Thread.sleep(
          patience.left(Duration.ofMillis(ThreadLocalRandom.current().nextInt(pause) + 1)));
    }
  }

  /** {@return whether the server can know of this client now; false if the server has just ended} */
  private boolean knock(Sender door, String id) throws IpcException, InterruptedException {
    try {
      if (door.send(new Hello(Hello.VERSION, id).encode(), patience.left())) {
        return true;
      }
      throw late("the server did not read; is it stopped?");
    } catch (PeerClosedException e) {
      Thread.sleep(patience.left(AT_THE_DOOR));
      return false;
    }
  }

  private ConnectTimeoutException noServer(ConnectTimeoutException cause) {
    return new ConnectTimeoutException(
        "%s: no server answered within connect=%dms: none is running, or it did not read what earlier clients had left, or a stopped process holds the lock of its name; start the server first, or use a longer connect= on a loaded machine"
            .formatted(lanes.server(), patience.limit().toMillis()),
        cause);
  }

  /**
   * Waits for the answer. A killed server forgets which clients wanted to connect, so the hello is repeated; a server
   * that has it already ignores the repetition.
   *
   * @return the answer; null if none came in time or the server has died
   */
  private @Nullable Answer awaitAnswer(Receiver answers, String id)
      throws IpcException, InterruptedException {
    Heard heard = new Heard();
    while (true) {
      int taken = receiveAnswer(answers, heard, patience.left(PAUSE));
      if (taken > 0) {
        return heard.requireAnswer(lanes.server());
      }
      if (taken == Receiver.END_OF_STREAM || patience.isOver()) {
        return null;
      }
      try (Sender door = openDoor()) {
        knock(door, id);
      }
    }
  }

  private static int receiveAnswer(Receiver answers, Heard heard, Duration timeout)
      throws IpcException, InterruptedException {
    try {
      return answers.receive(heard, 1, timeout);
    } catch (PeerClosedException e) {
      return Receiver.END_OF_STREAM;
    }
  }

  private Connection enter(String id, Answer answer, Receiver answers)
      throws IpcException, InterruptedException {
    if (answer.verdict() != Answer.Verdict.WELCOME) {
      throw answer.asException(lanes.server());
    }
    LaneAddress up = lanes.up(id);
    Sender sender = join(up);
    Receiver receiver = null;
    boolean connected = false;
    try {
      receiver = makeDown(id, answer);
      sender.send(MemorySegment.NULL, 0, 0);
      awaitWelcome(receiver, answers);
      connected = true;
      return new LaneConnection(lanes.server(), sender, receiver, List.of(up), () -> {});
    } finally {
      if (!connected) {
        closeAll(sender, receiver);
        up.removeLeftover(false);
      }
    }
  }

  /** The server creates the lane before it answers. */
  private Sender join(LaneAddress up) throws IpcException, InterruptedException {
    try {
      return up.sender(patience.left(PRESENCE));
    } catch (ConnectTimeoutException e) {
      throw new PeerClosedException(
          lanes.server() + ": the server went away while this client was connecting; try again", e);
    }
  }

  private Receiver makeDown(String id, Answer answer) throws IpcException {
    try {
      return lanes.down(id, answer.capacity(), answer.maxMessage()).receiver();
    } catch (InvalidAddressException e) {
      throw new CorruptChannelException(
          lanes.server() + ": the server requested invalid limits: " + e.getMessage(), e);
    }
  }

  private static void closeAll(Sender sender, @Nullable Receiver receiver) throws IpcException {
    try (sender) {
      if (receiver != null) {
        receiver.close();
      }
    }
  }

  private void awaitWelcome(Receiver receiver, Receiver answers)
      throws IpcException, InterruptedException {
    Heard heard = new Heard();
    while (receiver.receive(heard, 1, patience.left(LOOK)) == 0) {
      if (isOver(answers) && receiver.poll(heard, 1) == 0) {
        throw new PeerClosedException(
            lanes.server() + ": the server broke off while this client was connecting; try again");
      }
      if (heard.length < 0 && patience.isOver()) {
        throw late("the server did not accept the connection");
      }
      if (heard.length >= 0) {
        break;
      }
    }
    if (heard.length != 0) {
      throw new CorruptChannelException(
          lanes.server() + ": malformed first message from the server");
    }
  }

  /** {@return whether the server has ended the lane of the answer} If the server died, this throws. */
  private static boolean isOver(Receiver answers) throws IpcException {
    return answers.poll((segment, offset, length) -> {}, 16) == Receiver.END_OF_STREAM;
  }

  private ConnectTimeoutException late(String what) {
    return new ConnectTimeoutException(
        "%s: within connect=%dms %s".formatted(lanes.server(), patience.limit().toMillis(), what));
  }

  /** Keeps the answer that was received. */
  private static final class Heard implements MessageHandler {
    private long length = -1;
    private @Nullable Answer answer;

    Answer requireAnswer(Address server) throws CorruptChannelException {
      if (answer == null) {
        throw new CorruptChannelException(server + ": the peer that answered is not a server");
      }
      return answer;
    }

    @Override
    public void onMessage(MemorySegment segment, long offset, long bytes) {
      length = bytes;
      answer = Answer.decode(segment, offset, bytes);
    }
  }
}
