package org.javaipc.pipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.ChannelStatus;
import org.javaipc.IpcException;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.channel.KernelChannel;
import org.javaipc.linux.channel.KernelInspector;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.spi.ChannelInspector;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.ChannelProvider;
import org.javaipc.spi.NativeText;

/**
 * {@code pipe:}, anonymous pipes. {@code pipe:orders} is a pipe of its receiver's process, which
 * senders of the same user open through that process's descriptor table. {@code pipe:child?in=FD} and
 * {@code pipe:child?out=FD} are descriptors that this process has inherited, and with {@code pid=PID}
 * those of another process: there only the kernel knows who takes part.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/pipe.7.html">pipe(7)</a>
 */
public final class PipeProvider implements ChannelProvider, ChannelInspector {
  private static final Set<String> OWN_OPTIONS = Set.of("in", "out", "pid");

  private final KernelInspector inspector = new KernelInspector("pipe", OWN_OPTIONS);

  /** For {@link java.util.ServiceLoader}. */
  public PipeProvider() {}

  @Override
  public String scheme() {
    return "pipe";
  }

  @Override
  public String artifact() {
    return "ipc-pipe";
  }

  @Override
  public Optional<String> unavailable() {
    return NativeAccess.unavailable();
  }

  @Override
  public Set<Capability> capabilities() {
    return FifoProvider.CAPABILITIES;
  }

  @Override
  public Set<String> ownOptions() {
    return OWN_OPTIONS;
  }

  @Override
  public Channel channel(Address address, ChannelOptions options) throws IpcException {
    ChannelLimits geometry = PipeGeometry.of(address, options);
    if (ChildPipe.isMeant(address)) {
      return ChildPipe.of(address, options);
    }
    if (!options.framed()) {
      throw ChildPipe.needsDescriptors(address);
    }
    RuntimeDirectory directory = RuntimeDirectory.open(options.directory(), options.access());
    String name = address.name() + ".pipe";
    String object = NativeText.text(directory.path().resolve(name));
    return new KernelChannel(
        address,
        options,
        capabilities(),
        directory,
        name,
        geometry,
        new PipeMedium(object, options.capacity()));
  }

  @Override
  public List<ChannelStatus> channels(Optional<Path> directory) throws IpcException {
    return inspector.channels(directory);
  }

  @Override
  public List<ChannelStatus> status(Address address, ChannelOptions options) throws IpcException {
    return inspector.status(address, options.directory(), address.name() + ".pipe");
  }

  @Override
  public boolean removeLeftover(Address address, ChannelOptions options) throws IpcException {
    PipeMedium medium = new PipeMedium(address.toString(), OptionalLong.empty());
    return inspector.removeLeftover(address, options.directory(), address.name() + ".pipe", medium);
  }

  @Override
  public List<String> removeLeftovers(Optional<Path> directory) throws IpcException {
    return inspector.removeLeftovers(
        directory, address -> new PipeMedium(address.toString(), OptionalLong.empty()));
  }
}
