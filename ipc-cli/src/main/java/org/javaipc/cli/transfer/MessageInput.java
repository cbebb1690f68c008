package org.javaipc.cli.transfer;

import java.io.IOException;
import org.javaipc.Sender;

/** Something that becomes messages. */
public interface MessageInput extends AutoCloseable {
  /** Sends all of it. */
  void sendTo(Sender sender) throws IOException, InterruptedException;

  @Override
  default void close() throws IOException {}
}
