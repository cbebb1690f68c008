package org.javaipc.cli.transfer;

import java.io.IOException;
import java.util.List;
import org.javaipc.Sender;

/**
 * Texts, one message each, in UTF-8.
 *
 * @param texts to send
 */
public record Texts(List<String> texts) implements MessageSource {
  @Override
  public void sendTo(Sender sender) throws IOException, InterruptedException {
    for (String text : texts) {
      sender.send(text);
    }
  }
}
