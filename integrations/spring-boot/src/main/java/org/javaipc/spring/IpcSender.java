package org.javaipc.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Which channel an injected {@link org.javaipc.Sender Sender} or {@link org.javaipc.TypedSender TypedSender} sends to:
 * one that has an address under {@code ipc.channel} of the application's configuration. {@link IpcSenders} has senders of other names.
 *
 * <pre>{@code
 * Gateway(@IpcSender("orders") Sender orders, @IpcSender("fills") TypedSender<Fill> fills) { ... }
 * }</pre>
 *
 * <p>The sender is for any number of threads. It is opened when it is first used, which waits for the receiver as the
 * option {@code connect} says, and again at the next use after its receiver has gone. A {@code TypedSender} needs a bean {@link
 * org.javaipc.Codec Codec} of its type.
 */
@Qualifier
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface IpcSender {
  /** {@return the name of the channel} */
  String value();
}
