package org.javaipc.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Names the channel to which an injected {@link org.javaipc.Sender Sender} or
 * {@link org.javaipc.TypedSender TypedSender} sends. The channel has an address under {@code ipc.channel} in the
 * application's configuration. {@link IpcSenders} has senders of other names.
 *
 * <pre>{@code
 * Gateway(@IpcSender("orders") Sender orders, @IpcSender("fills") TypedSender<Fill> fills) { ... }
 * }</pre>
 *
 * <p>Any number of threads may use the sender. Its first use opens it, and waits for the receiver for as long as the
 * option {@code connect} says; after its receiver has gone, the next use opens it again. A {@code TypedSender} needs a
 * bean {@link
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
