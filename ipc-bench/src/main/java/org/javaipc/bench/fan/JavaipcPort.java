package org.javaipc.bench.fan;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.jspecify.annotations.Nullable;

/** Ours, by its public API. */
final class JavaipcPort implements Port {
  private final @Nullable Receiver receiver;
  private final @Nullable Sender sender;

  private JavaipcPort(@Nullable Receiver receiver, @Nullable Sender sender) {
    this.receiver = receiver;
    this.sender = sender;
  }

  static Port receiver(Path folder, int senders) throws IpcException {
    return new JavaipcPort(
        Ipc.receiver(address(folder) + "?capacity=1MiB&wait=spin&senders=" + senders), null);
  }

  static Port sender(Path folder) throws IpcException, InterruptedException {
    return new JavaipcPort(null, Ipc.sender(address(folder) + "?wait=spin"));
  }

  private static String address(Path folder) {
    return "shm:" + folder.getFileName();
  }

  @Override
  public boolean offer(MemorySegment message) throws IpcException {
    return sender != null && sender.offer(message, 0, LENGTH);
  }

  @Override
  public int poll(MessageHandler handler, int limit) throws IpcException {
    return receiver == null ? 0 : receiver.poll(handler, limit);
  }

  @Override
  public void close() throws IpcException {
    if (sender != null) {
      sender.close();
    }
    if (receiver != null) {
      receiver.close();
    }
  }
}
