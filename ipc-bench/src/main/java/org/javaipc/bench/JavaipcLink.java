package org.javaipc.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.javaipc.Claim;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;

/**
 * Ours, as anybody would write it: two channels, or one connection. With {@code wait=spin} the caller polls, and
 * with any other strategy it waits in {@code receive} and {@code send}.
 */
final class JavaipcLink implements Link {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Receiver receiver;
  private final Sender sender;
  private final boolean waits;
  private final MemorySegment message;

  private JavaipcLink(Receiver receiver, Sender sender, boolean waits, int longest) {
    this.receiver = receiver;
    this.sender = sender;
    this.waits = waits;
    this.message = Arena.global().allocate(longest, 64);
  }

  static JavaipcLink overChannels(
      Map<String, String> options, Path folder, boolean isClient, int longest)
      throws IpcException, InterruptedException {
    Map<String, String> all = withDefaults(options, longest);
    all.putIfAbsent("senders", "1");
    String there = address("there", all, folder);
    String back = address("back", all, folder);
    Receiver receiver = Ipc.receiver(isClient ? back : there);
    Sender sender = Ipc.sender(isClient ? there : back);
    return new JavaipcLink(receiver, sender, waits(all), longest);
  }

  static JavaipcLink overConnection(
      Map<String, String> options, Path folder, boolean isClient, int longest)
      throws IpcException, InterruptedException {
    Map<String, String> all = withDefaults(options, longest);
    String address = address("desk", all, folder);
    Connection connection = isClient ? Ipc.connect(address) : accept(address);
    return new JavaipcLink(connection.receiver(), connection.sender(), waits(all), longest);
  }

  private static Connection accept(String address) throws IpcException, InterruptedException {
    Server server = Ipc.listen(address); // which the process leaves with its end
    Connection connection = server.accept(PATIENCE);
    if (connection == null) {
      throw new IllegalStateException(address + ": no client within " + PATIENCE);
    }
    return connection;
  }

  private static Map<String, String> withDefaults(Map<String, String> options, int longest) {
    Map<String, String> all = new HashMap<>();
    all.put("capacity", String.valueOf(Math.max(1 << 20, 4 * longest)));
    all.put("maxMessage", String.valueOf(longest));
    all.put("wait", "spin");
    all.put("scheme", "shm");
    all.putAll(options);
    return all;
  }

  private static boolean waits(Map<String, String> options) {
    return !options.getOrDefault("wait", "").equals("spin");
  }

  private static String address(String name, Map<String, String> options, Path folder) {
    return options.entrySet().stream()
        .filter(option -> !option.getKey().equals("scheme"))
        .map(option -> option.getKey() + "=" + option.getValue())
        .collect(
            Collectors.joining(
                "&", options.get("scheme") + ":" + folder.getFileName() + "." + name + "?", ""));
  }

  @Override
  public MemorySegment message() {
    return message;
  }

  @Override
  public boolean offer(int length) throws IpcException, InterruptedException {
    if (waits) {
      sender.send(message, 0, length);
      return true;
    }
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
  public int poll(MessageHandler handler, int limit) throws IpcException, InterruptedException {
    return waits ? receiver.receive(handler, limit) : receiver.poll(handler, limit);
  }

  @Override
  public void close() throws IpcException {
    sender.close();
    receiver.close();
  }
}
