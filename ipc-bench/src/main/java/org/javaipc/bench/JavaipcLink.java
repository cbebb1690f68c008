package org.javaipc.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.javaipc.Claim;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;
import org.javaipc.Sender;

/** Ours, as anybody would write it. */
final class JavaipcLink implements Link {
  private final Receiver receiver;
  private final Sender sender;
  private final MemorySegment message;

  JavaipcLink(Map<String, String> options, Path folder, boolean isClient, int longest)
      throws IpcException, InterruptedException {
    String there = address("there", options, folder, longest);
    String back = address("back", options, folder, longest);
    receiver = Ipc.receiver(isClient ? back : there);
    sender = Ipc.sender(isClient ? there : back);
    message = Arena.global().allocate(longest, 64);
  }

  private static String address(
      String name, Map<String, String> options, Path folder, int longest) {
    Map<String, String> all = new HashMap<>();
    all.put("capacity", String.valueOf(Math.max(1 << 20, 4 * longest)));
    all.put("maxMessage", String.valueOf(longest));
    all.put("senders", "1");
    all.put("wait", "spin");
    all.putAll(options);
    String scheme = all.remove("scheme");
    return all.entrySet().stream()
        .map(option -> option.getKey() + "=" + option.getValue())
        .collect(
            Collectors.joining(
                "&",
                (scheme == null ? "shm" : scheme) + ":" + folder.getFileName() + "." + name + "?",
                ""));
  }

  @Override
  public MemorySegment message() {
    return message;
  }

  @Override
  public boolean offer(int length) throws IpcException {
    return sender.offer(message, 0, length);
  }

  @Override
  public boolean claim(MessageHandler writer, int length) throws IpcException {
    Claim claim = sender.tryClaim(length);
    if (claim == null) {
      return false;
    }
    writer.onMessage(claim.segment(), claim.offset(), length);
    claim.commit();
    return true;
  }

  @Override
  public int poll(MessageHandler handler, int limit) throws IpcException {
    return receiver.poll(handler, limit);
  }

  @Override
  public void close() throws IpcException {
    sender.close();
    receiver.close();
  }
}
