package org.javaipc.testkit;

import java.time.Duration;
import org.javaipc.clients.Client;

/**
 * A program in another language that subscribes keeps the contract of topics as a JVM does: behind, stopped, disconnected, killed, and
 * told of publishers that die. Publishers are JVMs.
 */
abstract class ClientTopicProcessContract extends ContractTest
    implements TopicMembers, TopicReaders, TopicDeaths {
  /** Of subscriptions at random instants, and as many of publishers; those at labelled steps come on top. */
  private static final int KILLS = 8;

  private final Client client;
  private final String scheme;

  ClientTopicProcessContract(Client client, String scheme) {
    this.client = client;
    this.scheme = scheme;
  }

  @Override
  final ProviderUnderTest providerUnderTest() {
    return ClientProcessContract.provider(client, scheme).withAmounts(1, KILLS);
  }

  @Override
  final Duration deadline() {
    return Duration.ofMinutes(5);
  }
}
