package org.javaipc.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.cli.bench.ChannelLink;
import org.javaipc.cli.bench.Link;

/**
 * Ours: two channels, or one connection. With {@code wait=spin} the caller polls, and with any other strategy it waits
 * in {@code receive} and {@code send}.
 */
final class Channels {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Channels() {}

  static Link link(Map<String, String> options, Path folder, boolean isClient, int longest)
      throws IpcException, InterruptedException {
    Map<String, String> all = withDefaults(options, longest);
    all.putIfAbsent("senders", "1");
    String there = address("there", all, folder);
    String back = address("back", all, folder);
    Receiver receiver = Ipc.receiver(isClient ? back : there);
    Sender sender = Ipc.sender(isClient ? there : back);
    return new ChannelLink(receiver, sender, waits(all), longest);
  }

  static Link connection(Map<String, String> options, Path folder, boolean isClient, int longest)
      throws IpcException, InterruptedException {
    Map<String, String> all = withDefaults(options, longest);
    String address = address("desk", all, folder);
    Connection connection = isClient ? Ipc.connect(address) : accept(address);
    return new ChannelLink(connection.receiver(), connection.sender(), waits(all), longest);
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
    all.put("maxMessage", String.valueOf(Math.max(Long.BYTES, longest)));
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
}
