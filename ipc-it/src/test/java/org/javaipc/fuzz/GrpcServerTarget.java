package org.javaipc.fuzz;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Receiver;

/** What a client of gRPC sends: its connection may end, the server serves on. */
final class GrpcServerTarget implements Decoder.Target {
  private final String address = GrpcWire.freshAddress();
  private final Server server;
  private final ManagedChannel witness;

  GrpcServerTarget() {
    try {
      server = GrpcWire.serve(address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    witness = GrpcWire.connect(address);
  }

  @Override
  public List<byte[]> seeds() throws Exception {
    return GrpcClientTarget.recordClient();
  }

  @Override
  public void read(byte[] input) throws Exception {
    try (Connection stranger = Ipc.connect(address)) {
      GrpcWire.send(stranger, input);
      stranger.sender().close();
      while (stranger
              .receiver()
              .receive((segment, offset, length) -> {}, 100, Duration.ofSeconds(20))
          > 0) {
        // The server's answers, up to the end.
      }
    } catch (IpcException e) {
      // It had enough.
    }
    if (!GrpcWire.say(witness).isOk()) {
      throw new AssertionError("the server does not serve others: " + GrpcWire.say(witness));
    }
    GrpcWire.requireForeseen();
  }

  /** {@return what a server says in a call, as an input} */
  static List<byte[]> recordServer() throws Exception {
    String address = GrpcWire.freshAddress();
    Server server = GrpcWire.serve(address);
    List<byte[]> said = new ArrayList<>();
    try (Connection client = Ipc.connect(address)) {
      GrpcWire.send(client, GrpcClientTarget.recordClient().getFirst());
      client.sender().close();
      while (client
              .receiver()
              .receive(
                  (segment, offset, length) ->
                      said.add(segment.asSlice(offset, length).toArray(JAVA_BYTE)),
                  100,
                  Duration.ofSeconds(20))
          != Receiver.END_OF_STREAM) {
        // on to the end
      }
    } finally {
      server.shutdownNow().awaitTermination();
    }
    return List.of(GrpcWire.input(said));
  }

  @Override
  public void close() {
    witness.shutdownNow();
    server.shutdownNow();
  }
}
