package org.javaipc.pipe;

import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.linux.channel.KernelChannel;
import org.javaipc.linux.channel.message.ByteStream;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.channel.message.StreamSource;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.pipe.FifoFile;
import org.javaipc.linux.wait.PollableDescriptor;
import org.javaipc.spi.ChannelOptions;

/**
 * A FIFO whose other end may be any program: the kernel alone knows who takes part. The first to come
 * makes the file.
 *
 * @param address of the channel
 * @param options of the address
 * @param geometry of messages, which are whatever is read at once
 * @param file the FIFO
 * @param deletes whether it goes with its receiver
 */
record ForeignFifo(
    Address address, ChannelOptions options, ChannelLimits geometry, FifoFile file, boolean deletes)
    implements Channel {
  /** The kernel ends the stream of a peer that died as it ends that of one that closed. */
  private static final Set<Capability> CAPABILITIES =
      Set.of(
          Capability.CROSS_PROCESS,
          Capability.MANY_SENDERS,
          Capability.MAILBOX,
          Capability.FOREIGN_PEER,
          Capability.VIRTUAL_THREADS);

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Receiver receiver() throws IpcException {
    boolean made = file.make();
    PollableDescriptor reading = options.mailbox() ? file.openBoth() : file.openReader();
    try {
      if (made) {
        file.applyMode(reading);
      }
      FifoName name = new FifoName(file, FileStatus.of(reading.descriptor()).id(), deletes);
      StreamSource inlet = new StreamSource(new ByteStream(reading), geometry, options.mailbox());
      return KernelChannel.foreignReceiver(address, options, inlet, geometry.maxMessage(), name);
    } catch (IpcException | RuntimeException e) {
      reading.close();
      throw e;
    }
  }

  /** The path of a FIFO that is open. */
  private record FifoName(FifoFile file, FileStatus.FileId id, boolean deletes)
      implements KernelChannel.OwnName {
    @Override
    public boolean stands() throws IpcException {
      return file.stands(id);
    }

    /** Another FIFO that has the path by now is somebody else's. */
    @Override
    public void remove() throws IpcException {
      if (deletes && stands()) {
        file.delete();
      }
    }
  }

  @Override
  public Sender sender() throws IpcException, InterruptedException {
    file.make();
    return KernelChannel.foreignSender(
        address,
        options,
        () -> file.openWriter().map(writing -> PipeSides.outlet(writing, geometry)),
        geometry.maxMessage());
  }
}
