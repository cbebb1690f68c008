package org.javaipc.cli.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.io.Streams;

/**
 * The second process's side of the conversation with the first. When the first one closes it, or
 * has died, this process exits.
 */
public final class PeerControl {
  private final StandardOutput output;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private PeerControl(Streams streams) throws IOException {
    this.output = StandardOutput.of(streams);
  }

  /** Begins to listen to the first process. */
  public static PeerControl listen(Streams streams) throws IOException {
    PeerControl control = new PeerControl(streams);
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8));
    Thread.ofPlatform().name("ipc-control").daemon().start(() -> control.listen(reader));
    return control;
  }

  private void listen(BufferedReader reader) {
    try {
      reader.lines().forEach(lines::add);
    } finally {
      Runtime.getRuntime().exit(0);
    }
  }

  /** {@return the words of the next line from the first process, waiting for it} */
  public List<String> next() throws InterruptedException {
    return List.of(lines.take().split(" ", -1));
  }

  /** Answers with words on one line. */
  public void answer(Object... words) throws IOException {
    StringBuilder line = new StringBuilder();
    for (Object word : words) {
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    output.text(line.append('\n').toString());
  }
}
