package org.javaipc.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.javaipc.IpcException;

/**
 * Files of the runtime directory that say who lives: the first byte of an input says which, the rest is its content. What
 * goes on there meanwhile is two ends of a channel.
 */
final class ProcessFilesTarget implements Decoder.Target {
  private static final List<String> NAMES =
      List.of(
          ".proc-0000000000000001.lock",
          ".proc-0000000000000001.fifo",
          ".proc-ffffffffffffffff.lock",
          ".proc-7.lock",
          ".proc-zz.fifo",
          ".proc-.lock",
          "x.shm.lock");

  private final Workshop workshop = new Workshop();

  @Override
  public List<byte[]> seeds() {
    return List.of(new byte[] {0}, bytes("\u0001" + "4711\n"), bytes("\u0004" + "0 0 0"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void read(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    Path file = workshop.path(NAMES.get((input[0] & 0xff) % NAMES.size()));
    if (Files.exists(file)) {
      return; // this process's own
    }
    Files.write(file, Arrays.copyOfRange(input, 1, input.length));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    try {
      Kind.CHANNEL.meet(options -> workshop.address("shm", "x", options), () -> {});
    } catch (IpcException e) {
      // told, and typed
    } finally {
      Files.deleteIfExists(file);
      workshop.empty();
    }
  }

  @Override
  public void close() throws IOException {
    workshop.close();
  }
}
