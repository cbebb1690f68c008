package org.javaipc.shm;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.IpcException;
import org.javaipc.core.ring.RingProvider;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.region.SystemVRegionStore;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.RegionStore;

/**
 * {@code sysv:}, System V shared memory: segments without a key, found by the file {@code orders.sysv} in the runtime
 * directory, and for events by {@code orders.sysv-events}. When a receiver ends, its unread messages are lost; the
 * kernel frees a segment with the last process that uses it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sysvipc.7.html">sysvipc(7)</a>
 */
public final class SysvProvider extends RingProvider {
  /** For {@link java.util.ServiceLoader}. */
  public SysvProvider() {}

  @Override
  public String scheme() {
    return "sysv";
  }

  @Override
  public String artifact() {
    return "ipc-shm";
  }

  @Override
  public Optional<String> unavailable() {
    return NativeAccess.unavailable();
  }

  @Override
  public Set<Capability> capabilities() {
    return ShmProvider.CAPABILITIES;
  }

  @Override
  protected List<String> files(Optional<Path> directory) throws IpcException {
    return RuntimeDirectory.files(directory);
  }

  @Override
  protected RegionStore channelStore(Address address, ChannelOptions options) throws IpcException {
    return store(address.name() + ".sysv", options);
  }

  @Override
  protected RegionStore eventStore(Address address, ChannelOptions options) throws IpcException {
    return store(address.name() + ".sysv-events", options);
  }

  private static RegionStore store(String name, ChannelOptions options) throws IpcException {
    RuntimeDirectory directory = RuntimeDirectory.open(options.directory(), options.access());
    return new SystemVRegionStore(directory, name, options.access());
  }
}
