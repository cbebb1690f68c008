/**
 * Channels in a Spring Boot application.
 *
 * <table>
 * <caption>What an application writes</caption>
 * <tr><th>what</th><th>for</th></tr>
 * <tr><td>{@code ipc.channel.orders: shm:orders}</td><td>the address of a channel, in {@code application.yml}</td></tr>
 * <tr><td>{@link org.javaipc.spring.IpcListener @IpcListener("orders")}</td><td>a method that takes each message</td></tr>
 * <tr><td>{@link org.javaipc.spring.IpcSender @IpcSender("orders") Sender}</td><td>a sender that many threads may use</td></tr>
 * <tr><td>{@link org.javaipc.spring.IpcServer @IpcServer("desk")}</td><td>a method that answers requests, or serves connections</td></tr>
 * <tr><td>{@link org.javaipc.spring.IpcErrorHandler}</td><td>a bean that handles what such methods throw</td></tr>
 * <tr><td>{@link org.javaipc.Codec Codec&lt;Order&gt;}</td><td>a bean that lets methods and senders use an
 * {@code Order}</td></tr>
 * <tr><td>{@link org.javaipc.spring.AutoConfigureIpc @AutoConfigureIpc}</td><td>a test in which all channels are in
 * the memory of this JVM</td></tr>
 * </table>
 */
@NullMarked
package org.javaipc.spring;

import org.jspecify.annotations.NullMarked;
