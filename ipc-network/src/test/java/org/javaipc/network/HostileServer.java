package org.javaipc.network;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server that answers each hello with what it likes, and keeps what else is said to it. */
final class HostileServer implements AutoCloseable {
  private final byte[][] answers;
  private final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
  private final List<ServerCall<byte[], byte[]>> calls = new CopyOnWriteArrayList<>();
  private final Server server;

  HostileServer(byte[]... answers) throws IOException {
    this.answers = answers;
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                ServerServiceDefinition.builder(FarStreams.SERVICE)
                    .addMethod(FarStreams.METHOD, (call, _) -> new Visit(call))
                    .build())
            .build()
            .start();
  }

  String at() {
    return "at=localhost:" + server.getPort();
  }

  /** {@return the next frame after a hello; null if none comes within a time} */
  byte[] frame(long millis) throws InterruptedException {
    return frames.poll(millis, TimeUnit.MILLISECONDS);
  }

  /** Gives all that have come a sign of life. */
  void pulse() {
    calls.forEach(call -> call.sendMessage(FarFrame.of(FarFrame.PULSE)));
  }

  /** Ends the streams of all that have come, in order. */
  void end() {
    calls.forEach(call -> call.sendMessage(FarFrame.of(FarFrame.ENDED)));
    calls.clear();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class Visit extends ServerCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> call;
    private boolean met;

    Visit(ServerCall<byte[], byte[]> call) {
      this.call = call;
      call.sendHeaders(new Metadata());
      call.request(Integer.MAX_VALUE);
    }

    @Override
    public void onMessage(byte[] frame) {
      if (met) {
        frames.add(frame);
        return;
      }
      met = true;
      calls.add(call);
      for (byte[] answer : answers) {
        call.sendMessage(answer);
      }
    }
  }
}
