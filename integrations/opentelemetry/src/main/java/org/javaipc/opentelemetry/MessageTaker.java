package org.javaipc.opentelemetry;

import java.lang.foreign.MemorySegment;
import org.javaipc.MessageHandler;
import org.jspecify.annotations.Nullable;

/** Takes one message out of the channel. */
final class MessageTaker implements MessageHandler {
  private @Nullable Message taken;

  @Override
  public void onMessage(MemorySegment segment, long offset, long length) {
    taken = Message.inPlace(segment, offset, length).copied();
  }

  /** {@return the message; null if none came} */
  @Nullable Message taken() {
    return taken;
  }
}
