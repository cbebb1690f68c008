package org.javaipc.fuzz;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Server;

/** What a server of gRPC sends: the client's call ends with a status. */
final class GrpcClientTarget implements Decoder.Target {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Override
  public List<byte[]> seeds() throws Exception {
    return GrpcServerTarget.recordServer();
  }

  @Override
  public void read(byte[] input) throws Exception {
    String address = GrpcWire.freshAddress();
    Server server = Ipc.listen(address);
    Thread stranger = Thread.startVirtualThread(() -> speak(server, input));
    ManagedChannel channel = GrpcWire.connect(address);
    Status status = GrpcWire.say(channel);
    channel.shutdownNow();
    stranger.join();
    if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      throw new AssertionError("the client waits for a server that has gone");
    }
    GrpcWire.requireForeseen();
  }

  private static void speak(Server server, byte[] input) {
    try (server;
        Connection client = server.accept()) {
      GrpcWire.send(client, input);
    } catch (IpcException e) {
      // The client had enough.
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** {@return what a client says in a call, as an input} */
  static List<byte[]> recordClient() throws Exception {
    String address = GrpcWire.freshAddress();
    List<byte[]> said = new ArrayList<>();
    try (Server server = Ipc.listen(address)) {
      ManagedChannel channel = GrpcWire.connect(address);
      Thread caller = Thread.startVirtualThread(() -> GrpcWire.say(channel));
      try (Connection client = server.accept()) {
        // A client calls when it knows a server: with the same settings in the other role.
        while (said.size() < 2) {
          client
              .receiver()
              .receive(
                  (segment, offset, length) ->
                      said.add(segment.asSlice(offset, length).toArray(JAVA_BYTE)),
                  1,
                  PATIENCE);
          if (said.size() == 1) {
            byte[] settings = said.getFirst().clone();
            settings[24] = 2;
            client.sender().send(settings);
          }
        }
      }
      caller.join();
      channel.shutdownNow();
    }
    return List.of(GrpcWire.input(said));
  }

  @Override
  public void close() throws IOException {}
}
