package org.javaipc.spring;

import java.lang.foreign.MemorySegment;
import org.javaipc.Connection;
import org.springframework.core.ResolvableType;

/** Checks what methods take and return, and finds what converts it. */
final class MethodShapes {
  private static final String LISTENER = "name one with @IpcListener(codec = \"%s\")";
  private static final String SERVER = "take and return byte[] and use the bean '%s' in the method";

  private final Codecs codecs;

  MethodShapes(Codecs codecs) {
    this.codecs = codecs;
  }

  MessageReader listener(BeanMethod method, String channel, String codec) {
    String user = "@IpcListener(\"" + channel + "\") " + method;
    if (method.parameters() != 1 || !method.returnsNothing()) {
      throw new StartException(
          user + " cannot take messages: such a method has one parameter and returns nothing",
          "Write void "
              + name(method)
              + "(byte[] message), or with a String, a MemorySegment or a type that has a Codec;"
              + " use @IpcServer to return answers.");
    }
    return reader(method, channel, codec, user, LISTENER);
  }

  boolean servesConnections(BeanMethod method) {
    return method.parameters() == 1
        && method.returnsNothing()
        && method.parameter().toClass() == Connection.class;
  }

  MessageReader request(BeanMethod method, String channel) {
    String user = "@IpcServer(\"" + channel + "\") " + method;
    if (method.parameters() != 1
        || method.returnsNothing()
        || method.parameter().toClass() == Connection.class) {
      throw new StartException(
          user
              + " cannot serve: such a method takes a request and returns an answer, or takes a Connection and returns nothing",
          "Write String "
              + name(method)
              + "(String request), or with byte[] or types that have a Codec, or void "
              + name(method)
              + "(Connection connection).");
    }
    return reader(method, channel, "", user, SERVER);
  }

  AnswerSender answer(BeanMethod method, String channel) {
    ResolvableType type = method.answer();
    if (type.toClass() == byte[].class) {
      return AnswerSender.ofBytes();
    }
    return type.toClass() == String.class
        ? AnswerSender.ofText()
        : AnswerSender.of(codecs.of(type, "", "@IpcServer(\"" + channel + "\") " + method, SERVER));
  }

  private MessageReader reader(
      BeanMethod method, String channel, String codec, String user, String otherwise) {
    ResolvableType type = method.parameter();
    if (codec.isEmpty()) {
      if (type.toClass() == byte[].class) {
        return MessageReader.ofBytes();
      }
      if (type.toClass() == String.class) {
        return MessageReader.ofText();
      }
      if (type.toClass() == MemorySegment.class) {
        return MessageReader.inPlace();
      }
    }
    return MessageReader.of(codecs.of(type, codec, user, otherwise), channel);
  }

  private static String name(BeanMethod method) {
    String text = method.toString();
    return text.substring(text.lastIndexOf('.', text.indexOf('(')) + 1, text.indexOf('('));
  }
}
