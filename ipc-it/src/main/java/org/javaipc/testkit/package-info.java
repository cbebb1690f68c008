/**
 * The contract of {@link org.javaipc.Channel} as JUnit tests, for every provider: ours and yours.
 *
 * <table>
 * <caption>The types</caption>
 * <tr><td>{@link org.javaipc.testkit.ProviderUnderTest}</td><td>which provider, and how patient the tests are</td></tr>
 * <tr><td>{@link org.javaipc.testkit.ChannelContract}</td><td>lines 1 to 19 inside one JVM</td></tr>
 * <tr><td>{@link org.javaipc.testkit.ProcessContract}</td><td>the lines that two processes can break: death, stopping, reclaiming</td></tr>
 * <tr><td>{@link org.javaipc.testkit.ConnectionContract}</td><td>connections and servers inside one JVM</td></tr>
 * <tr><td>{@link org.javaipc.testkit.ConnectionProcessContract}</td><td>the same with a process at the other end, and kills</td></tr>
 * <tr><td>{@link org.javaipc.testkit.NotifierContract}</td><td>what notifiers and listeners promise inside one JVM</td></tr>
 * <tr><td>{@link org.javaipc.testkit.NotifierProcessContract}</td><td>what two processes can break of that</td></tr>
 * <tr><td>{@link org.javaipc.testkit.TopicContract}</td><td>what topics promise inside one JVM</td></tr>
 * <tr><td>{@link org.javaipc.testkit.TopicProcessContract}</td><td>what several processes can break of that, and hostile ones</td></tr>
 * <tr><td>{@link org.javaipc.testkit.LogContract}</td><td>the same of topics that keep a log</td></tr>
 * <tr><td>{@link org.javaipc.testkit.LogProcessContract}</td><td>the same across processes</td></tr>
 * <tr><td>{@link org.javaipc.testkit.KillRounds}</td><td>kills either end again and again and counts what was lost</td></tr>
 * <tr><td>{@link org.javaipc.testkit.Peer}</td><td>the program that the other process runs</td></tr>
 * </table>
 *
 * <pre>
 * class CarrierPigeonContractTest extends ChannelContract {
 *   &#64;Override
 *   public ProviderUnderTest provider() {
 *     return ProviderUnderTest.of("pigeon");
 *   }
 * }
 * </pre>
 *
 * <p>Each test's name begins with the number of the line that it tests. A line that a provider does
 * not keep is skipped by {@link org.javaipc.Capability}, and the reason is printed. Everything
 * random comes from one seed, which is printed and can be given as {@code -Dipc.testkit.seed}. No
 * test waits for a time to pass and hopes: each waits for a condition, with a deadline.
 */
@NullMarked
package org.javaipc.testkit;

import org.jspecify.annotations.NullMarked;
