package org.javaipc.spring;

import org.javaipc.Sender;

/** Makes the beans of {@link Sender}. */
final class SenderFactory {
  private final IpcSenders senders;

  SenderFactory(IpcSenders senders) {
    this.senders = senders;
  }

  Sender sender(String channel) {
    return senders.get(channel);
  }
}
