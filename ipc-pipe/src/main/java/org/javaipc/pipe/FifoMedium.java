package org.javaipc.pipe;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.IpcException;
import org.javaipc.linux.channel.member.Medium;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.channel.message.MessageSink;
import org.javaipc.linux.pipe.FifoFile;
import org.javaipc.linux.pipe.PipeCalls;
import org.javaipc.linux.pipe.ProcessPipe;
import org.javaipc.linux.wait.PollableDescriptor;
import org.javaipc.spi.NativeText;

/**
 * A FIFO by its path.
 *
 * @param file the FIFO
 * @param capacity that was stated
 * @param deletes whether it goes with its receiver
 */
record FifoMedium(FifoFile file, OptionalLong capacity, boolean deletes) implements Medium {
  @Override
  public String describe() {
    return NativeText.text(file.path());
  }

  @Override
  public long capacity(long stated) {
    return PipeCalls.roundedCapacity(stated);
  }

  /** A FIFO that stays may have old senders, who still write to it: a new one has none. */
  @Override
  public Created create(ChannelLimits geometry, MemorySegment notes) throws IpcException {
    if (deletes) {
      file.delete();
    }
    boolean made = file.make();
    PollableDescriptor both = file.openBoth();
    try {
      if (made) {
        file.applyMode(both);
      }
      return PipeSides.create(both, geometry, capacity, notes);
    } catch (IpcException | RuntimeException e) {
      both.close();
      remove();
      throw e;
    }
  }

  @Override
  public void check() throws IpcException {
    file.check();
  }

  @Override
  public Optional<MessageSink> open(ChannelLimits geometry, MemorySegment notes)
      throws IpcException {
    if (!file.exists()) {
      return Optional.empty();
    }
    Optional<PollableDescriptor> writing = file.openWriter();
    if (writing.isPresent() && !ProcessPipe.id(writing.get()).equals(PipeSides.id(notes))) {
      writing.get().close();
      return Optional.empty();
    }
    return writing.map(end -> PipeSides.outlet(end, geometry));
  }

  @Override
  public boolean isNamed(MemorySegment notes) throws IpcException {
    return file.stands(PipeSides.id(notes));
  }

  @Override
  public void remove() throws IpcException {
    if (deletes) {
      file.delete();
    }
  }
}
