package org.javaipc.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method of a singleton bean that serves the clients of a server, each on its own virtual thread. It has one of two
 * forms:
 *
 * <ul>
 *   <li>{@code Answer method(Request request)}: called for each message, and returns the answer. Both are {@code byte[]},
 *       {@code String} or a type with a {@link org.javaipc.Codec Codec} bean. If it throws, the
 * {@link IpcErrorHandler} is called and this client's connection is closed;
 *   <li>{@code void method(Connection connection)}: called for each client, whose connection is closed when it returns
 *       or throws.
 * </ul>
 *
 * <p>When the application stops, no more clients are taken, current requests are answered, and connections are closed.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface IpcServer {
  /** {@return the name of the server, or an address; with placeholders} */
  String value();
}
