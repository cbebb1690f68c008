package org.javaipc.bench.topic;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.TopicSubscription;
import org.jspecify.annotations.Nullable;

/**
 * Ours, by its public API: {@code javaipc}, {@code javaipc:slow=drop} with options of the topic, or {@code log}. A log is written by
 * one publisher alone, as Chronicle's queue is.
 */
final class JavaipcBroadcast implements Broadcast {
  private final @Nullable Sender sender;
  private final @Nullable TopicSubscription subscription;

  private JavaipcBroadcast(@Nullable Sender sender, @Nullable TopicSubscription subscription) {
    this.sender = sender;
    this.subscription = subscription;
  }

  static JavaipcBroadcast publisher(String contender, Path folder) throws Exception {
    String address = address(contender, folder) + "&wait=spin";
    return new JavaipcBroadcast(
        Ipc.publisher(
            Kind.of(contender) == Kind.LOG
                ? address + "&keep=512MiB&senders=1"
                : address + "&capacity=1MiB" + options(contender)),
        null);
  }

  static JavaipcBroadcast subscription(String contender, Path folder) throws Exception {
    return new JavaipcBroadcast(null, Ipc.subscribe(address(contender, folder) + "&wait=spin"));
  }

  /** {@return a subscription that sleeps in the kernel while there is nothing} */
  static Receiver parked(String contender, Path folder) throws Exception {
    return Ipc.subscribe(address(contender, folder) + "&wait=park");
  }

  private static String address(String contender, Path folder) {
    String scheme = Kind.of(contender) == Kind.LOG ? "mmap" : "shm";
    return scheme + ":out?dir=" + folder;
  }

  private static String options(String contender) {
    int colon = contender.indexOf(':');
    return colon < 0 ? "" : "&" + contender.substring(colon + 1).replace(',', '&');
  }

  @Override
  public boolean offer(MemorySegment message) throws IpcException {
    return sender != null && sender.offer(message, 0, LENGTH);
  }

  @Override
  public int poll(MessageHandler handler, int limit) throws IpcException {
    return subscription == null ? 0 : subscription.poll(handler, limit);
  }

  int latest(MessageHandler handler) throws IpcException {
    return subscription == null ? 0 : subscription.latest(handler);
  }

  @Override
  public void close() throws IpcException {
    if (sender != null) {
      sender.close();
    }
    if (subscription != null) {
      subscription.close();
    }
  }
}
