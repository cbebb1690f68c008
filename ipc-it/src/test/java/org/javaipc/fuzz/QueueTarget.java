package org.javaipc.fuzz;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.mq.SystemVMessageQueue;

/**
 * A message that a stranger puts into a channel's queue of the kernel: the first byte of an input is the
 * message's type, the rest its content.
 */
final class QueueTarget implements Decoder.Target {
  private static final int ROOM = 2048;

  private final Workshop workshop = new Workshop();

  @Override
  public List<byte[]> seeds() {
    return List.of(new byte[] {1}, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 1}, new byte[] {2, 9});
  }

  @Override
  public void read(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    try (Receiver receiver = Ipc.receiver(workshop.address("sysvmq", "x", "&end=never"));
        Sender sender = Ipc.sender(workshop.address("sysvmq", "x", ""))) {
      sender.offer(new byte[20]);
      for (int id : queuesThatThisProcessSentTo()) {
        put(id, input);
      }
      for (int i = 0; i < 3; i++) {
        receiver.poll((segment, offset, length) -> {}, 10);
      }
    } catch (IpcException e) {
      // told, and typed
    } finally {
      workshop.empty();
    }
  }

  private static void put(int id, byte[] input) throws Exception {
    int length = Math.min(input.length - 1, ROOM);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment message = arena.allocate(Math.max(1, length));
      MemorySegment.copy(input, 1, message, ValueLayout.JAVA_BYTE, 0, length);
      SystemVMessageQueue.ofId(id).offer(Math.max(1, input[0] & 0x7f), message, 0, length);
    }
  }

  /** key msqid perms cbytes qnum lspid lrpid ... */
  private static List<Integer> queuesThatThisProcessSentTo() throws IOException {
    String self = Long.toString(ProcessHandle.current().pid());
    try (Stream<String> lines = Files.lines(Path.of("/proc/sysvipc/msg"))) {
      return lines
          .skip(1)
          .map(line -> line.strip().split("\\s+", -1))
          .filter(fields -> fields[5].equals(self) && !fields[4].equals("0"))
          .map(fields -> Integer.valueOf(fields[1]))
          .toList();
    }
  }

  @Override
  public void close() throws IOException {
    workshop.close();
  }
}
