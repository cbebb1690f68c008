package org.javaipc.spring;

import org.javaipc.Codec;
import org.javaipc.IpcException;
import org.javaipc.Sender;
import org.javaipc.TypedSender;

/** Sends what a method has returned. */
@FunctionalInterface
interface AnswerSender {
  void send(Sender sender, Object answer) throws IpcException, InterruptedException;

  static AnswerSender ofBytes() {
    return (sender, answer) -> sender.send((byte[]) answer);
  }

  static AnswerSender ofText() {
    return (sender, answer) -> sender.send((String) answer);
  }

  static AnswerSender of(Codec<Object> codec) {
    return (sender, answer) -> TypedSender.of(sender, codec).send(answer);
  }
}
