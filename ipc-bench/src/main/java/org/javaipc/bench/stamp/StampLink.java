package org.javaipc.bench.stamp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import org.javaipc.MessageHandler;
import org.javaipc.cli.bench.Link;

/** Two rings of one way of stamping. */
public final class StampLink implements Link {
  private final Ring out;
  private final Ring in;
  private final MemorySegment message;

  /** Opens one of the two sides; both name the same folder. */
  public StampLink(Map<String, String> options, Path folder, boolean isClient, int longest) {
    String way = options.getOrDefault("way", "inband");
    out = ring(way, folder.resolve(isClient ? "there" : "back"));
    in = ring(way, folder.resolve(isClient ? "back" : "there"));
    message = Arena.global().allocate(longest, 64);
  }

  private static Ring ring(String way, Path file) {
    return switch (way) {
      case "inband" -> new InBandRing(file);
      case "beside" -> new BesideRing(file);
      case "granule" -> new GranuleRing(file);
      default -> throw new IllegalArgumentException("way=" + way);
    };
  }

  @Override
  public MemorySegment message() {
    return message;
  }

  @Override
  public boolean offer(int length) {
    return out.offer(message, length);
  }

  @Override
  public int poll(MessageHandler handler, int limit) {
    return in.poll(handler, limit);
  }

  @Override
  public void close() {}
}
