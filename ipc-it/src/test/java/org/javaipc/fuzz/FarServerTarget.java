package org.javaipc.fuzz;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;

/** What a client of {@code grpc:} says: its stream ends, and a receiver, a listener and a server serve on. */
final class FarServerTarget implements Decoder.Target {
  private static final byte[] WITNESS = "what no stranger says".getBytes(StandardCharsets.UTF_8);

  private final int port = FarStream.freePort();
  private final Receiver receiver;
  private final Listener listener;
  private final Server server;
  private final Sender witness;
  private final ManagedChannel channel = FarStream.connect(port);

  FarServerTarget() {
    try {
      receiver = Ipc.receiver(address(port, "letters", "&end=never&capacity=4KiB&senders=8"));
      listener = Ipc.listener(address(port, "events", ""));
      server = Ipc.listen(address(port, "talks", "&capacity=4KiB&clients=8"));
      witness = Ipc.sender(address(port, "letters", "&connect=20s"));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static String address(int port, String name, String more) {
    return "grpc:" + name + "?at=localhost:" + port + more;
  }

  @Override
  public List<byte[]> seeds() throws Exception {
    return recordClients();
  }

  @Override
  public void read(byte[] input) throws Exception {
    FarStream.Stranger stranger = new FarStream.Stranger(channel);
    GrpcWire.messages(input).forEach(stranger::say);
    stranger.hangUp();
    requireForeseen(stranger);
    witness.send(WITNESS);
    requireServing();
  }

  private static void requireForeseen(FarStream.Stranger stranger) throws Exception {
    try {
      Status status = stranger.status().get(FarStream.PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (String.valueOf(status.getDescription()).startsWith("java.")) {
        throw new AssertionError("a frame was neither taken nor refused: " + status);
      }
    } catch (TimeoutException e) {
      throw new AssertionError("the stream has no end", e);
    }
  }

  private void requireServing() throws Exception {
    boolean[] came = {false};
    while (!came[0]) {
      int taken =
          receiver.receive(
              (segment, offset, length) ->
                  came[0] =
                      Arrays.equals(WITNESS, segment.asSlice(offset, length).toArray(JAVA_BYTE)),
              1,
              Duration.ofSeconds(FarStream.PATIENCE_SECONDS));
      if (taken <= 0) {
        throw new AssertionError("the receiver gets nothing of others: " + taken);
      }
    }
    listener.poll();
    for (Connection talk; (talk = server.poll()) != null; ) {
      talk.close();
    }
  }

  /** {@return what a sender, a notifier and a client say, as inputs} */
  static List<byte[]> recordClients() throws Exception {
    List<byte[]> inputs = new ArrayList<>();
    Map<FarClientTarget.Joining, List<byte[]>> welcomes = FarClientTarget.welcomes();
    for (FarClientTarget.Joining joining : FarClientTarget.Joining.values()) {
      try (FarStream.Host host = new FarStream.Host()) {
        host.answer(welcomes.get(joining), false);
        FarClientTarget.join(joining, host.at());
        List<byte[]> said = new ArrayList<>(host.heard());
        inputs.add(GrpcWire.input(said));
        said.add(new byte[] {4}); // ready
        said.add(new byte[] {5, 0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0}); // two messages
        said.add(new byte[] {9}); // the end
        inputs.add(GrpcWire.input(said));
      }
    }
    return inputs;
  }

  @Override
  public void close() throws IOException {
    channel.shutdownNow();
    for (AutoCloseable each : List.of(witness, server, listener, receiver)) {
      try {
        each.close();
      } catch (IpcException e) {
        // It ends with the process.
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
