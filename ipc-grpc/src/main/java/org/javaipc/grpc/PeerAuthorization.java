package org.javaipc.grpc;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.javaipc.PeerCredentials;

/**
 * Lets only calls of chosen users and groups through; the others end with {@link Status#PERMISSION_DENIED}. It needs a
 * transport whose kernel object identifies the peer ({@code unix:}); if the peer is unknown, no call passes.
 *
 * <pre>{@code
 * IpcServerBuilder.forAddress("unix:orders").intercept(PeerAuthorization.users(Set.of(1000)))
 * }</pre>
 */
public final class PeerAuthorization implements ServerInterceptor {
  private final Predicate<PeerCredentials> allowed;

  private PeerAuthorization(Predicate<PeerCredentials> allowed) {
    this.allowed = allowed;
  }

  /**
   * {@return an interceptor that allows users}
   *
   * @param uids of users
   */
  public static PeerAuthorization users(Set<Integer> uids) {
    Set<Integer> copy = Set.copyOf(uids);
    return new PeerAuthorization(peer -> copy.contains(peer.uid()));
  }

  /**
   * {@return an interceptor that allows groups} A group counts if it was the peer's own when it connected;
   * supplementary groups are not known.
   *
   * @param gids of groups
   */
  public static PeerAuthorization groups(Set<Integer> gids) {
    Set<Integer> copy = Set.copyOf(gids);
    return new PeerAuthorization(peer -> copy.contains(peer.gid()));
  }

  @Override
  public <Q, S> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
    Optional<PeerCredentials> peer = peer(call);
    if (peer.filter(allowed).isPresent()) {
      return next.startCall(call, headers);
    }
    String who =
        peer.map(known ->
                "uid=%d gid=%d is not on the server's list".formatted(known.uid(), known.gid()))
            .orElse("the transport does not identify callers; use unix:");
    call.close(
        Status.PERMISSION_DENIED.withDescription(
            call.getMethodDescriptor().getFullMethodName() + ": " + who),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private static Optional<PeerCredentials> peer(ServerCall<?, ?> call) {
    return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof GrpcAddress address
        ? address.peer()
        : Optional.empty();
  }
}
