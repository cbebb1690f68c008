package org.javaipc.pipe;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.linux.channel.member.Medium;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.channel.message.MessageSink;
import org.javaipc.linux.pipe.PipeCalls;
import org.javaipc.linux.pipe.ProcessPipe;
import org.javaipc.linux.wait.PollableDescriptor;

/**
 * An anonymous pipe of the receiver's process, which notes its process id and descriptor; a sender
 * opens it through that process's descriptor table.
 *
 * @param describe the pipe's name, for messages
 * @param stated capacity, if it was
 */
record PipeMedium(String describe, OptionalLong stated) implements Medium {
  private static final long PID = 2 * Long.BYTES;
  private static final long FD = 3 * Long.BYTES;
  private static final long NAMESPACE = 4 * Long.BYTES;

  @Override
  public long capacity(long wanted) {
    return PipeCalls.roundedCapacity(wanted);
  }

  @Override
  public Created create(ChannelLimits geometry, MemorySegment notes) throws IpcException {
    PollableDescriptor both = openBoth();
    try {
      notes.set(ValueLayout.JAVA_LONG, PID, ProcessHandle.current().pid());
      notes.set(ValueLayout.JAVA_LONG, FD, both.fd());
      notes.set(ValueLayout.JAVA_LONG, NAMESPACE, namespace());
      return PipeSides.create(both, geometry, stated, notes);
    } catch (IpcException | RuntimeException e) {
      both.close();
      throw e;
    }
  }

  private PollableDescriptor openBoth() throws IpcException {
    PipeCalls.Ends ends = PipeCalls.create(describe);
    try {
      return new ProcessPipe(0, ends.reading().fd()).openBoth();
    } finally {
      ends.reading().close();
      ends.writing().close();
    }
  }

  @Override
  public Optional<MessageSink> open(ChannelLimits geometry, MemorySegment notes)
      throws IpcException {
    if (notes.get(ValueLayout.JAVA_LONG, NAMESPACE) != namespace()) {
      throw new AccessRefusedException(
          describe
              + ": its receiver lives in another pid namespace, whose descriptors cannot be seen"
              + " from here; use fifo: or unix:");
    }
    long pid = notes.get(ValueLayout.JAVA_LONG, PID);
    long fd = notes.get(ValueLayout.JAVA_LONG, FD);
    if (pid <= 0 || pid > Integer.MAX_VALUE || fd < 0 || fd > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    return new ProcessPipe(pid, (int) fd)
        .openWriter(PipeSides.id(notes))
        .map(end -> PipeSides.outlet(end, geometry));
  }

  /** {@return a number for the pid namespace of this process} */
  private static long namespace() throws IpcException {
    try {
      String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return Long.parseLong(link.replaceAll("[^0-9]", ""));
    } catch (IOException e) {
      throw new IpcException("cannot determine the pid namespace of this process: " + e, e);
    }
  }

  @Override
  public void remove() {}
}
