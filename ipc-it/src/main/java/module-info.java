/**
 * What every provider promises, as tests that anyone can run on a provider of their own: {@link
 * org.javaipc.testkit.ChannelContract} and {@link org.javaipc.testkit.ProcessContract}, {@link
 * org.javaipc.testkit.NotifierContract} and {@link org.javaipc.testkit.NotifierProcessContract}.
 */
module org.javaipc.testkit {
  requires transitive org.javaipc.api;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;
  requires jdk.jfr;
  requires jdk.management;
  requires org.assertj.core;

  exports org.javaipc.testkit;

  provides org.javaipc.spi.Checkpoint.Visitor with
      org.javaipc.testkit.StopAtCheckpoint;

  // JUnit calls the tests, which are not public.
  opens org.javaipc.testkit;
}
