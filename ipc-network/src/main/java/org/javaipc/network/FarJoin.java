package org.javaipc.network;

import io.grpc.Status;
import java.net.ConnectException;
import java.time.Duration;
import java.util.OptionalLong;
import javax.net.ssl.SSLException;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.EndedStream;
import org.jspecify.annotations.Nullable;

/**
 * Joins a remote peer: retries for as long as the option {@code connect} says.
 *
 * @param <E> type of the end that joining returns
 */
final class FarJoin<E> {
  private static final long LONGEST_PAUSE_MILLIS = 20;

  /** The least time that a reachable host gets for its answer. */
  private static final Duration LEAST_ANSWER = Duration.ofSeconds(1);

  private final FarOptions options;
  private final ChannelOptions channel;
  private final FarKind kind;
  private final FarCall.Joining<E> joining;
  private final long begin = System.nanoTime();
  private final EndedStream ended;
  private String obstacle;

  FarJoin(FarOptions options, ChannelOptions channel, FarKind kind, FarCall.Joining<E> joining) {
    this.options = options;
    this.channel = channel;
    this.kind = kind;
    this.joining = joining;
    this.ended = new EndedStream(options.address());
    this.obstacle = "no " + kind.owner() + " was open";
  }

  private Address address() {
    return options.address();
  }

  /** {@return the end} */
  E join() throws IpcException, InterruptedException {
    FarHost host = FarHost.acquire(options);
    try {
      for (long pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
        E end = attempt(host);
        if (end != null) {
          return end;
        }
        if (left().isNegative()) {
          throw new ConnectTimeoutException(
              "%s: %s within connect=%dms; start the %s first, or use a longer connect="
                  .formatted(address(), obstacle, channel.connect().toMillis(), kind.owner()));
        }
        Thread.sleep(pause);
      }
    } finally {
      host.release();
    }
  }

  private Duration left() {
    return channel.connect().minusNanos(System.nanoTime() - begin);
  }

  private @Nullable E attempt(FarHost host) throws IpcException, InterruptedException {
    host.channel().resetConnectBackoff();
    host.retain(); // for the link, which releases it
    FarCall<E> call =
        new FarCall<>(host, kind.owner() + " at " + options.place(), hello(), joining);
    call.start();
    boolean decided = false;
    try {
      Duration left = left();
      FarCall.Outcome<E> outcome =
          call.await(left.compareTo(LEAST_ANSWER) < 0 ? LEAST_ANSWER : left);
      decided = outcome instanceof FarCall.Joined;
      return switch (outcome) {
        case FarCall.Joined<E>(E end, FarLink _) -> end;
        case FarCall.Refused<E>(FarRefusal refusal) -> refused(refusal);
        case FarCall.Failed<E>(Status status) -> failed(status);
        case null -> {
          obstacle = options.place() + " took the connection and said nothing";
          yield null;
        }
      };
    } finally {
      if (!decided) {
        call.cancel();
      }
    }
  }

  private FarHello hello() {
    return new FarHello(
        kind,
        address().name(),
        channel.capacity(),
        channel.maxMessage(),
        kind == FarKind.CHANNEL ? channel.senders() : OptionalLong.empty(),
        channel.type(),
        options.silence(),
        FarLane.WHO);
  }

  private @Nullable E refused(FarRefusal refusal) throws IpcException {
    boolean isEnded = refusal.reason() == FarRefusal.Reason.ENDED;
    ended.seen(isEnded, refusal.term());
    if (isEnded || refusal.reason() == FarRefusal.Reason.NOT_OPEN) {
      obstacle = isEnded ? refusal.message() : obstacle;
      return null;
    }
    throw refusal.asException(address(), channel.type().orElse(""));
  }

  private @Nullable E failed(Status status) throws IpcException {
    Throwable cause = status.getCause();
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof ConnectException) {
        return null; // no process listens there yet
      }
      if (each instanceof IpcException own) {
        throw own;
      }
      if (each instanceof SSLException) {
        throw new AccessRefusedException(
            "%s: no agreement on TLS with %s: %s; both ends state tls=, cert= and key= are of an authority that the other's ca= knows, and valid today, and name the host of at="
                .formatted(address(), options.place(), messages(each)),
            cause);
      }
      if (String.valueOf(each.getMessage()).contains("First received frame was not SETTINGS")) {
        throw strange(status);
      }
    }
    return switch (status.getCode()) {
      case UNIMPLEMENTED, ABORTED, INTERNAL, UNKNOWN, RESOURCE_EXHAUSTED -> throw strange(status);
      default -> {
        obstacle =
            "%s broke the connection off (%s): has it just closed, or is another protocol, or TLS, spoken there?"
                .formatted(options.place(), status.getDescription());
        yield null;
      }
    };
  }

  private static String messages(Throwable cause) {
    StringBuilder all = new StringBuilder(String.valueOf(cause.getMessage()));
    for (Throwable each = cause.getCause(); each != null; each = each.getCause()) {
      if (all.indexOf(String.valueOf(each.getMessage())) < 0) {
        all.append(": ").append(each.getMessage());
      }
    }
    return all.toString();
  }

  private CorruptChannelException strange(Status status) {
    return new CorruptChannelException(
        "%s: %s answers, but not as javaipc does: %s %s; correct at="
            .formatted(
                address(),
                options.place(),
                status.getCode(),
                String.valueOf(status.getDescription())),
        status.asException());
  }
}
