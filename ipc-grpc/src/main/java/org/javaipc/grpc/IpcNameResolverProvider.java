package org.javaipc.grpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.StatusOr;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Resolves targets {@code ipc:///NAME}, where NAME is a logical name or an address, such as {@code ipc:///orders} and {@code
 * ipc:///unix:orders}. gRPC finds it by itself.
 */
public final class IpcNameResolverProvider extends NameResolverProvider {
  static final String SCHEME = "ipc";

  /** Made by the service loader. */
  public IpcNameResolverProvider() {}

  /** {@return an authority that any address has: gRPC checks that it could be one of a URI} */
  static String authority(String address) {
    return URLEncoder.encode(address, StandardCharsets.UTF_8);
  }

  @Override
  public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
    if (!SCHEME.equals(target.getScheme())) {
      return null;
    }
    String path = target.getPath();
    if (path == null || path.length() < 2 || target.getRawAuthority() != null) {
      throw new IllegalArgumentException(
          "target '" + target + "' is not ipc:///NAME, such as ipc:///orders");
    }
    String query = target.getQuery();
    return new FixedResolver(path.substring(1) + (query == null ? "" : "?" + query));
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  /** Below that of DNS, which is 5: the provider with the highest gives the scheme of targets without one. */
  @Override
  protected int priority() {
    return 4;
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
    return List.of(GrpcAddress.class);
  }

  /** The name is resolved again by each connection, so there is nothing to watch. */
  private static final class FixedResolver extends NameResolver {
    private final String address;

    FixedResolver(String address) {
      this.address = address;
    }

    @Override
    public String getServiceAuthority() {
      return authority(address);
    }

    @Override
    public void start(Listener2 listener) {
      List<EquivalentAddressGroup> addresses =
          List.of(new EquivalentAddressGroup(new GrpcAddress(address)));
      listener.onResult(
          ResolutionResult.newBuilder().setAddressesOrError(StatusOr.fromValue(addresses)).build());
    }

    @Override
    public void shutdown() {}
  }
}
