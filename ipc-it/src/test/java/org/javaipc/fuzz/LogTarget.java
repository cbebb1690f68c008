package org.javaipc.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.mmap.log.LogReader;
import org.javaipc.mmap.log.LogStart;

/**
 * A log of two files with a named place, or a recording, which is one: somebody has scribbled into one of them, or written it
 * anew. The first byte of an input says which and how.
 */
final class LogTarget implements Decoder.Target {
  private static final int ANEW = 0x40;
  private static final int MOST_MESSAGES = 1000;

  private final Workshop workshop = new Workshop();
  private final Path folder = workshop.path("x.log");
  private final Map<String, byte[]> made = new TreeMap<>();

  LogTarget() {
    try {
      make();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void make() throws Exception {
    try (TopicPublisher publisher =
            Ipc.publisher(address("&keep=256KiB&roll=64KiB&senders=1&type=x"));
        TopicSubscription billing = Ipc.subscribe(address("&as=billing"))) {
      for (int i = 0; i < 5; i++) {
        publisher.publish(new byte[15_000]);
      }
      publisher.sync();
      billing.poll((segment, offset, length) -> {}, 2);
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(LogTarget::isKept).toList()) {
        made.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    if (made.size() != 3) {
      throw new IllegalStateException("files: " + made.keySet());
    }
    workshop.empty();
  }

  private static boolean isKept(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".log") || name.startsWith(".place-");
  }

  private String address(String more) {
    return workshop.address("mmap", "x", more);
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    int file = 0;
    for (byte[] content : made.values()) {
      seeds.add(
          seed(file, Scribbles.seed(0, 8, 16, 24, 32, 56, 64, 72, 80, 88, 96, 104, 112, 120, 128)));
      seeds.add(seed(file, Scribbles.seed(4096, 4104, 8192, 8200, 8208, 8216)));
      seeds.add(seed(file | ANEW, content));
      seeds.add(seed(file | ANEW, Arrays.copyOf(content, 100)));
      file++;
    }
    return seeds;
  }

  private static byte[] seed(int first, byte[] rest) {
    byte[] seed = new byte[1 + rest.length];
    seed[0] = (byte) first;
    System.arraycopy(rest, 0, seed, 1, rest.length);
    return seed;
  }

  @Override
  public void read(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    Files.createDirectories(folder);
    for (Map.Entry<String, byte[]> each : made.entrySet()) {
      Files.write(folder.resolve(each.getKey()), each.getValue());
    }
    List<Path> files = made.keySet().stream().map(folder::resolve).toList();
    Path file = files.get((input[0] & (ANEW - 1)) % files.size());
    if ((input[0] & ANEW) == 0) {
      Scribbles.write(input, 1, file);
    } else {
      Files.write(file, Arrays.copyOfRange(input, 1, input.length));
    }
    for (Step step :
        List.<Step>of(
            () -> Ipc.context().status(address("")),
            () -> readFile(files.get(0)),
            () -> readFile(files.get(1)),
            () -> subscribe("&from=start"),
            () -> subscribe("&from=4&type=x"),
            () -> subscribe("&from=1h"),
            () -> subscribe("&from=end"),
            () -> subscribe("&as=billing"),
            this::publish,
            () -> subscribe("&from=start"))) {
      try {
        step.run();
      } catch (IpcException e) {
        // told, and typed
      }
    }
    workshop.empty();
  }

  /** As {@code ipc replay FILE} does. */
  private static void readFile(Path file) throws IpcException {
    try (LogReader reader = LogReader.open(file, new LogStart.Start())) {
      for (int i = 0; i < MOST_MESSAGES && reader.read(); i++) {
        reader.time();
      }
    }
  }

  private void subscribe(String options) throws Exception {
    try (TopicSubscription subscription = Ipc.subscribe(address(options))) {
      subscription.lag();
      try {
        subscription.poll((segment, offset, length) -> {}, MOST_MESSAGES);
      } finally {
        subscription.latest((segment, offset, length) -> {});
      }
    }
  }

  private void publish() throws Exception {
    try (TopicPublisher publisher = Ipc.publisher(address("&keep=256KiB&roll=64KiB&type=x"))) {
      publisher.publish(new byte[100]);
      publisher.sync();
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  @Override
  public void close() throws IOException {
    workshop.close();
  }
}
