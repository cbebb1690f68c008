package org.javaipc.network;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.javaipc.IpcException;
import org.jspecify.annotations.Nullable;

/**
 * The clients that arrive at a port. Each first says what it wants; the end with that name admits it, or it is told why
 * not.
 */
final class FarVisitors implements ServerCallHandler<byte[], byte[]> {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final FarPort port;

  FarVisitors(FarPort port) {
    this.port = port;
  }

  @Override
  public ServerCall.Listener<byte[]> startCall(ServerCall<byte[], byte[]> call, Metadata headers) {
    call.sendHeaders(new Metadata());
    call.request(Integer.MAX_VALUE);
    Visitor visitor = new Visitor(call);
    visitor.arrive();
    return visitor;
  }

  static String key(FarKind kind, String name) {
    return kind == FarKind.EVENTS ? name + " events" : name; // no channel can have that name
  }

  /** One stream, on the loop's thread. */
  private final class Visitor extends ServerCall.Listener<byte[]> implements FarWire {
    private final ServerCall<byte[], byte[]> call;
    private final Future<?> patience;
    private @Nullable FarLink link;
    private boolean closed;

    Visitor(ServerCall<byte[], byte[]> call) {
      this.call = call;
      this.patience = FarLoop.every(PATIENCE_NANOS, this::loseIt);
    }

    private void arrive() {
      if (StreamCount.addIsTooMany(call)) {
        refuse(
            FarRefusal.of(
                FarRefusal.Reason.LIMIT,
                "one process can have %d ends at a port, and this one has as many; close some, or open the others in another process"
                    .formatted(StreamCount.MOST)));
      }
    }

    private void loseIt() {
      FarLink begun = link;
      if (begun == null) {
        abort("it has said nothing");
      } else if (begun.isConfirmed()) {
        patience.cancel(false);
      } else {
        abort("it was welcomed, and has not said that it is ready");
      }
    }

    @Override
    public void onMessage(byte[] frame) {
      FarLink begun = link;
      if (begun != null) {
        begun.frame(frame);
      } else if (!closed) {
        begin(frame);
      }
    }

    private void begin(byte[] frame) {
      try {
        enter(FarHello.decode(frame));
      } catch (FarRefusedException e) {
        refuse(e.refusal());
      } catch (FarVersionException | IpcException e) {
        refuse(FarRefusal.of(e));
      } catch (IOException | RuntimeException e) {
        abort("not a client of javaipc: " + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        abort("this process ends");
      }
    }

    private void enter(FarHello hello)
        throws FarRefusedException, IpcException, InterruptedException {
      FarDoor door = port.door(key(hello.kind(), hello.name()));
      if (door == null) {
        throw new FarRefusedException(
            FarRefusal.of(
                FarRefusal.Reason.NOT_OPEN, "no %s was open".formatted(hello.kind().owner())));
      }
      if (door.kind() != hello.kind()) {
        throw new FarRefusedException(
            FarRefusal.of(
                FarRefusal.Reason.OTHER,
                "a %s has the name, and a %s is wanted"
                    .formatted(door.kind().owner(), hello.kind().owner())));
      }
      port.retain();
      FarLink begun = new FarLink(this, who(hello), port::release);
      boolean in = false;
      try {
        door.letIn(hello, begun);
        link = begun;
        in = true;
      } finally {
        if (!in) {
          begun.broken(); // which releases the port, and ends what has begun
        }
      }
    }

    private String who(FarHello hello) {
      Object remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
      String at =
          remote instanceof InetSocketAddress from
              ? from.getAddress().getHostAddress()
              : "" + remote;
      return hello.who() + " at " + at;
    }

    private void refuse(FarRefusal refusal) {
      patience.cancel(false);
      send(refusal.encode());
      end();
    }

    @Override
    public void onReady() {
      FarLink begun = link;
      if (begun != null) {
        begun.ready();
      }
    }

    @Override
    public void onCancel() {
      over();
    }

    @Override
    public void onComplete() {
      over();
    }

    @Override
    public void onHalfClose() {
      FarLink begun = link;
      if (begun == null) {
        abort("it has said nothing");
      } else {
        begun.hungUp();
      }
    }

    private void over() {
      patience.cancel(false);
      StreamCount.remove(call);
      FarLink begun = link;
      if (begun != null) {
        begun.broken();
      }
    }

    @Override
    public void send(byte[] frame) {
      if (!closed && !call.isCancelled()) {
        call.sendMessage(frame);
      }
    }

    @Override
    public boolean isReady() {
      return call.isReady();
    }

    @Override
    public void end() {
      close(Status.OK);
    }

    @Override
    public void abort(String why) {
      patience.cancel(false);
      close(Status.ABORTED.withDescription(why));
    }

    private void close(Status status) {
      if (!closed) {
        closed = true;
        if (!call.isCancelled()) {
          call.close(status, new Metadata());
        }
      }
    }
  }
}
