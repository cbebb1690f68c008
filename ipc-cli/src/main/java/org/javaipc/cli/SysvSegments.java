package org.javaipc.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.cli.io.Input;
import org.javaipc.cli.io.Json;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.linux.sysv.SystemVObject;
import org.javaipc.shm.SystemVSharedMemory;
import org.javaipc.shm.SystemVSharedMemoryBuilder;

/** {@code ipc sysv shm}: raw bytes of a segment on standard input and output. */
final class SysvSegments {
  private static final int CHUNK = 1 << 20;

  private SysvSegments() {}

  static void run(String what, Invocation invocation) throws IOException {
    switch (what) {
      case "create" -> create(invocation);
      case "read" -> read(invocation);
      case "write" -> write(invocation);
      case "stat" -> stat(invocation);
      default ->
          throw new UsageException(
              "sysv shm '" + what + "' is not one of create, read, write, stat");
    }
  }

  private static void create(Invocation invocation) throws IOException {
    Arguments arguments = invocation.arguments();
    long size =
        arguments
            .size(SysvCommand.SIZE, 1)
            .orElseThrow(() -> new UsageException("sysv shm create: --size is required"));
    SystemVSharedMemoryBuilder builder =
        key(arguments)
            .map(SystemVSharedMemory::at)
            .orElseGet(SystemVSharedMemory::withoutKey)
            .size(size);
    arguments.text(SysvCommand.MODE).map(SysvSemaphores::mode).ifPresent(builder::mode);
    try (SystemVSharedMemory memory = builder.create()) {
      StandardOutput.of(invocation.streams())
          .text(
              arguments.json()
                  ? new Json().put("id", memory.id()).put("size", memory.size()).line()
                  : memory.id() + "\n");
    }
  }

  private static void read(Invocation invocation) throws IOException {
    Arguments arguments = invocation.arguments();
    StandardOutput out = StandardOutput.of(invocation.streams());
    try (SystemVSharedMemory memory = attached(arguments, true)) {
      long offset = offset(arguments, memory);
      long end = end(arguments, memory, offset);
      for (long at = offset; at < end; at += CHUNK) {
        out.write(memory.segment().asSlice(at, Math.min(CHUNK, end - at)).asByteBuffer());
      }
    }
  }

  private static void write(Invocation invocation) throws IOException {
    Arguments arguments = invocation.arguments();
    Input in = Input.standard(invocation.streams());
    try (SystemVSharedMemory memory = attached(arguments, false)) {
      long at = offset(arguments, memory);
      long end = end(arguments, memory, at);
      ByteBuffer room = ByteBuffer.allocateDirect(CHUNK);
      while (in.read(room.clear()) >= 0) {
        if (room.flip().remaining() > end - at) {
          throw new IOException(
              memory
                  + ": the input is longer than the "
                  + (end - offset(arguments, memory))
                  + " bytes that there is room for; what fits was written up to byte "
                  + at);
        }
        memory.segment().asSlice(at, room.remaining()).asByteBuffer().put(room.duplicate());
        at += room.remaining();
      }
    }
  }

  private static void stat(Invocation invocation) throws IOException {
    try (SystemVSharedMemory memory = attached(invocation.arguments(), true)) {
      SystemVObject.Segment status = memory.status();
      Json json =
          new Json()
              .put("id", status.identity().id())
              .put("key", Integer.toUnsignedLong(status.identity().key()))
              .put("uid", status.identity().uid())
              .put("mode", "0%03o".formatted(status.identity().mode()))
              .put("size", status.size())
              .put("attached", status.attached() - 1) // without this command
              .put("creatorPid", status.creatorPid())
              .put("removed", status.removed());
      StandardOutput.of(invocation.streams())
          .text(invocation.arguments().json() ? json.line() : text(status));
    }
  }

  private static String text(SystemVObject.Segment status) {
    return "id=%d key=0x%08x uid=%d mode=0%03o size=%d attached=%d creatorPid=%d removed=%s%n"
        .formatted(
            status.identity().id(),
            status.identity().key(),
            status.identity().uid(),
            status.identity().mode(),
            status.size(),
            status.attached() - 1,
            status.creatorPid(),
            status.removed());
  }

  private static SystemVSharedMemory attached(Arguments arguments, boolean readOnly)
      throws IOException {
    arguments.exclusive(SysvCommand.KEY, SysvCommand.ID);
    Optional<Integer> key = key(arguments);
    if (key.isPresent()) {
      SystemVSharedMemoryBuilder builder = SystemVSharedMemory.at(key.get());
      return (readOnly ? builder.readOnly() : builder).open();
    }
    int id =
        arguments
            .text(SysvCommand.ID)
            .map(text -> SysvObjects.id(SysvCommand.ID, text))
            .orElseThrow(() -> new UsageException("sysv shm: name the segment with --key or --id"));
    SystemVSharedMemoryBuilder builder = SystemVSharedMemory.withoutKey();
    return (readOnly ? builder.readOnly() : builder).attach(id);
  }

  private static Optional<Integer> key(Arguments arguments) {
    return arguments.text(SysvCommand.KEY).map(text -> SysvObjects.key(SysvCommand.KEY, text));
  }

  private static long offset(Arguments arguments, SystemVSharedMemory memory) {
    long offset = arguments.size(SysvCommand.OFFSET, 0).orElse(0);
    if (offset > memory.size()) {
      throw new UsageException(
          "--offset=%d is past the end of %s, whose size=%d"
              .formatted(offset, memory, memory.size()));
    }
    return offset;
  }

  private static long end(Arguments arguments, SystemVSharedMemory memory, long offset) {
    OptionalLong length = arguments.size(SysvCommand.LENGTH, 0);
    if (length.isPresent() && length.getAsLong() > memory.size() - offset) {
      throw new UsageException(
          "--offset=%d --length=%d reaches past the end of %s, whose size=%d"
              .formatted(offset, length.getAsLong(), memory, memory.size()));
    }
    return length.isPresent() ? offset + length.getAsLong() : memory.size();
  }
}
