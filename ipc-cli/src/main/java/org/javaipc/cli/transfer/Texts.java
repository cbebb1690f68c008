package org.javaipc.cli.transfer;

import java.io.IOException;
import java.util.List;
import org.javaipc.Sender;
import org.javaipc.spi.NativeText;

/**
 * Texts, one message each, as the bytes that were typed.
 *
 * @param texts to send
 */
public record Texts(List<String> texts) implements MessageInput {
  @Override
  public void sendTo(Sender sender) throws IOException, InterruptedException {
    for (String text : texts) {
      sender.send(NativeText.encode(text));
    }
  }
}
