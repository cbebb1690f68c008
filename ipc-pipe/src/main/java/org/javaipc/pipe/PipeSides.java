package org.javaipc.pipe;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalLong;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.channel.member.Medium;
import org.javaipc.linux.channel.message.ByteStream;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.channel.message.MessageSink;
import org.javaipc.linux.channel.message.StreamSink;
import org.javaipc.linux.channel.message.StreamSource;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.pipe.PipeCalls;
import org.javaipc.linux.pipe.ProcessPipe;
import org.javaipc.linux.wait.PollableDescriptor;

/** The reading and writing sides of pipes, of whatever kind, and which pipe it is. */
final class PipeSides {
  private static final long DEVICE = 0;
  private static final long INODE = Long.BYTES;

  private PipeSides() {}

  /** Makes the reading side of a new channel of both ends in one, and notes which pipe it is. */
  static Medium.Created create(
      PollableDescriptor both, ChannelLimits geometry, OptionalLong stated, MemorySegment notes)
      throws IpcException {
    FileStatus.FileId id = ProcessPipe.id(both);
    notes.set(ValueLayout.JAVA_LONG, DEVICE, id.device());
    notes.set(ValueLayout.JAVA_LONG, INODE, id.inode());
    long capacity = size(both, geometry, stated);
    return new Medium.Created(new StreamSource(new ByteStream(both), geometry, true), capacity);
  }

  /** What was not asked for need not be there: most users may have a few MiB in all pipes. */
  private static long size(PollableDescriptor pipe, ChannelLimits geometry, OptionalLong stated)
      throws IpcException {
    try {
      return PipeCalls.setCapacity(pipe, geometry.capacity());
    } catch (ResourceLimitException e) {
      if (stated.isPresent()) {
        throw e;
      }
      return PipeCalls.capacity(pipe);
    }
  }

  /** {@return which pipe the receiver says it is} */
  static FileStatus.FileId id(MemorySegment notes) {
    return new FileStatus.FileId(
        notes.get(ValueLayout.JAVA_LONG, DEVICE), notes.get(ValueLayout.JAVA_LONG, INODE));
  }

  /** {@return the writing side} */
  static MessageSink outlet(PollableDescriptor writing, ChannelLimits geometry) {
    return new StreamSink(new ByteStream(writing), geometry);
  }
}
