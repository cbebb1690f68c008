package org.javaipc.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method of a singleton bean that takes the messages of a channel, one after another, on its own virtual thread. It
 * has one parameter and returns nothing:
 *
 * <ul>
 *   <li>{@code byte[]}, a copy; {@code String}, the text in UTF-8;
 *   <li>{@link java.lang.foreign.MemorySegment}, the message in place, valid during the call only;
 *   <li>any other type of which there is a bean {@link org.javaipc.Codec Codec} of that type.
 * </ul>
 *
 * <p>The channel is created when the application starts, and is a mailbox ({@code end=never}) if the transport has
 * mailboxes and the address does not say otherwise, so that senders can come and go. If the stream ends nevertheless,
 * the channel is opened again for the next sender. What the method throws goes to the {@link IpcErrorHandler}.
 *
 * <p>When the application stops, listeners stop first: the current message is handled to its end, and the channel is
 * closed.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface IpcListener {
  /** {@return the name of the channel, or an address; with placeholders} */
  String value();

  /** {@return the name of the bean that decodes the parameter; empty for the only one of its type} */
  String codec() default "";
}
