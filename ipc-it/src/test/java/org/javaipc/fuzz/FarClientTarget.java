package org.javaipc.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;

/** What a server of {@code grpc:} says: who joins gets an end that closes, or a typed error. The first byte says who joins. */
final class FarClientTarget implements Decoder.Target {
  /** Who joins. */
  enum Joining {
    SENDER,
    NOTIFIER,
    CLIENT
  }

  private final FarStream.Host host;

  FarClientTarget() {
    try {
      host = new FarStream.Host();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<byte[]> seeds() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    Map<Joining, List<byte[]>> welcomes = welcomes();
    int first = 0;
    for (Joining joining : Joining.values()) {
      List<byte[]> welcome = welcomes.get(joining);
      seeds.add(seed(first, welcome));
      List<byte[]> more = new ArrayList<>(welcome);
      more.add(new byte[] {7, 0, 0, 0, 0, 0, 0, 0, 0}); // a position
      more.add(new byte[] {5, 0, 0, 0, 3, 1, 2, 3}); // a message
      more.add(new byte[] {8}); // closed
      seeds.add(seed(first++, more));
    }
    return seeds;
  }

  private static byte[] seed(int joining, List<byte[]> frames) {
    byte[] input = GrpcWire.input(frames);
    byte[] seed = new byte[input.length + 1];
    seed[0] = (byte) joining;
    System.arraycopy(input, 0, seed, 1, input.length);
    return seed;
  }

  @Override
  public void read(byte[] input) throws Exception {
    if (input.length > 0) {
      Joining[] all = Joining.values();
      host.answer(GrpcWire.messages(Arrays.copyOfRange(input, 1, input.length)), false);
      host.heard().clear();
      join(all[(input[0] & 0xff) % all.length], host.at());
    }
  }

  static void join(Joining joining, String at) throws Exception {
    String address = "?connect=1ms&" + at;
    try {
      switch (joining) {
        case SENDER -> {
          try (Sender sender = Ipc.sender("grpc:letters" + address)) {
            sender.offer(new byte[3]);
          }
        }
        case NOTIFIER -> {
          try (Notifier notifier = Ipc.notifier("grpc:events" + address)) {
            notifier.signal(1);
          }
        }
        case CLIENT -> {
          try (Connection client = Ipc.connect("grpc:talks" + address)) {
            client.sender().offer(new byte[3]);
            receiveAll(client.receiver());
          }
        }
      }
    } catch (IpcException e) {
      // told, and typed
    }
  }

  private static void receiveAll(Receiver receiver) throws IpcException, InterruptedException {
    while (receiver.receive((segment, offset, length) -> {}, 100) > 0) {
      // on to the end, or to the death: the stream is over
    }
  }

  /** {@return what a receiver, a listener and a server answer} */
  static Map<Joining, List<byte[]>> welcomes() throws Exception {
    int port = FarStream.freePort();
    try (Receiver _ =
            Ipc.receiver(FarServerTarget.address(port, "letters", "&end=never&capacity=4KiB"));
        Listener _ = Ipc.listener(FarServerTarget.address(port, "events", ""));
        Server _ = Ipc.listen(FarServerTarget.address(port, "talks", "&capacity=4KiB"))) {
      Map<Joining, List<byte[]>> welcomes = new EnumMap<>(Joining.class);
      for (Joining joining : Joining.values()) {
        welcomes.put(joining, welcome(port, hello(joining)));
      }
      return welcomes;
    }
  }

  private static byte[] hello(Joining joining) throws Exception {
    try (FarStream.Host host = new FarStream.Host()) {
      host.answer(List.of(new byte[] {0}), false);
      join(joining, host.at());
      return host.heard().getFirst();
    }
  }

  private static List<byte[]> welcome(int port, byte[] hello) throws Exception {
    var channel = FarStream.connect(port);
    try {
      FarStream.Stranger stranger = new FarStream.Stranger(channel);
      stranger.say(hello);
      stranger.hangUp();
      stranger.status().get(FarStream.PATIENCE_SECONDS, TimeUnit.SECONDS);
      return List.copyOf(stranger.heard());
    } finally {
      channel.shutdownNow();
    }
  }

  @Override
  public void close() {
    host.close();
  }
}
