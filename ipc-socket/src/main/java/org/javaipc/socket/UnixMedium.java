package org.javaipc.socket;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.linux.channel.member.Medium;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.channel.message.MessageSink;
import org.javaipc.linux.channel.message.MessageSource;
import org.javaipc.linux.socket.SocketFile;
import org.javaipc.linux.socket.SocketKind;
import org.javaipc.spi.ChannelOptions;
import org.jspecify.annotations.Nullable;

/** A socket, of either kind, as the object behind a channel. */
abstract class UnixMedium implements Medium {
  final UnixSocketAddress name;
  final ChannelOptions options;
  private final SocketKind kind;
  private @Nullable Binding bound;

  UnixMedium(UnixSocketAddress name, ChannelOptions options, SocketKind kind) {
    this.name = name;
    this.options = options;
    this.kind = kind;
  }

  /** {@return the reading side of a socket that is bound} */
  abstract MessageSource inlet(Binding binding, ChannelLimits geometry) throws IpcException;

  @Override
  public final String describe() {
    return name.toString();
  }

  @Override
  public final long capacity(long stated) {
    try {
      return UnixGeometry.capacity(stated);
    } catch (IpcException e) {
      return stated; // without /proc the kernel's limit is not known
    }
  }

  /** A sender need not wait for a receiver that cannot come. */
  @Override
  public final void check() throws IpcException {
    SocketFile.requirePossible(name.name());
    SocketFile.requireKind(name.name(), kind);
  }

  @Override
  public final Created create(ChannelLimits geometry, MemorySegment notes) throws IpcException {
    // The channel is this process's already, so that another holder of the name is dying.
    Binding binding = Binding.takeOver(kind, name, UnixPlace.binding(options));
    try {
      Created created = new Created(inlet(binding, geometry), geometry.capacity());
      bound = binding;
      return created;
    } catch (IpcException | RuntimeException e) {
      binding.close();
      throw e;
    }
  }

  @Override
  public final Optional<MessageSink> open(ChannelLimits geometry, MemorySegment notes)
      throws IpcException {
    return open(geometry);
  }

  /** {@return the writing side; empty if nobody listens, or has no room now} */
  abstract Optional<MessageSink> open(ChannelLimits geometry) throws IpcException;

  @Override
  public final boolean isNamed(MemorySegment notes) throws IpcException {
    Binding own = bound;
    return own == null || own.stands();
  }

  /** The owner removes its file; anybody else what a dead owner left. */
  @Override
  public final void remove() throws IpcException {
    Binding own = bound;
    if (own == null) {
      if (name.path().isPresent()) {
        SocketFile.removeLeftover(name.name());
      }
    } else {
      own.remove();
    }
  }
}
