package org.javaipc.fuzz;

import java.io.IOException;
import java.util.List;
import org.javaipc.IpcException;

/** Two living ends, into whose memory a peer writes: records of a ring, members of a control region, events, logs. */
final class MemoryTarget implements Decoder.Target {
  private final String scheme;
  private final Kind kind;
  private final Workshop workshop = new Workshop();

  MemoryTarget(String scheme, Kind kind) {
    this.scheme = scheme;
    this.kind = kind;
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        Scribbles.seed(0, 8, 16, 24),
        Scribbles.seed(128, 256, 384),
        Scribbles.seed(4096),
        Scribbles.seed(8192, 8200, 8224));
  }

  @Override
  public void read(byte[] input) throws Exception {
    try {
      kind.meet(options -> workshop.address(scheme, "x", options), () -> scribble(input));
    } catch (IpcException e) {
      // told, and typed
    } finally {
      workshop.empty();
    }
  }

  private void scribble(byte[] input) throws IOException {
    for (String name : workshop.files().keySet()) {
      Scribbles.write(input, 0, workshop.path(name));
    }
  }

  @Override
  public void close() throws IOException {
    workshop.close();
  }
}
