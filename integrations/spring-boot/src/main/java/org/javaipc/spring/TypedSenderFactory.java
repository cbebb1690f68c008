package org.javaipc.spring;

import org.javaipc.TypedSender;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.core.ResolvableType;

/** Makes the beans of {@link TypedSender}, each with the codec of where it is injected. */
final class TypedSenderFactory {
  private static final String OTHERWISE = "ask the bean IpcSenders for a sender with the bean '%s'";

  private final IpcSenders senders;
  private final Codecs codecs;

  TypedSenderFactory(IpcSenders senders, Codecs codecs) {
    this.senders = senders;
    this.codecs = codecs;
  }

  TypedSender<?> sender(String channel, InjectionPoint place) {
    String user =
        "the sender of '" + channel + "' in " + place.getMember().getDeclaringClass().getName();
    if (!(place instanceof DependencyDescriptor dependency)) {
      throw new StartException(
          user + ": what it sends is not known",
          "Inject it as a TypedSender<Order>, or ask the bean IpcSenders for one with a codec.");
    }
    ResolvableType type = dependency.getResolvableType().as(TypedSender.class).getGeneric(0);
    if (type.resolve() == null) {
      throw new StartException(
          user + ": a TypedSender without a type",
          "Say what it sends, such as TypedSender<Order>.");
    }
    return senders.get(channel, codecs.of(type, "", user, OTHERWISE));
  }
}
