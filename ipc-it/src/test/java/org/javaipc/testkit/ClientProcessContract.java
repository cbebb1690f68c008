package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.javaipc.clients.Client;

/** A program in another language at the other end keeps the contract as a JVM does: closed, ended, stopped and killed. */
abstract class ClientProcessContract extends ProcessContract {
  /** A program in Python makes and checks about as many messages in a second. */
  private static final int MESSAGES = 20_000;

  private static final int KILLS = 15;

  private final Client client;
  private final String scheme;

  ClientProcessContract(Client client, String scheme) {
    this.client = client;
    this.scheme = scheme;
  }

  @Override
  public ProviderUnderTest provider() {
    return provider(client, scheme).withAmounts(MESSAGES, KILLS);
  }

  /** {@return the provider, with programs of the client as other processes; skips the test if none can run here} */
  static ProviderUnderTest provider(Client client, String scheme) {
    assertThat(client.program("contractpeer")).isNotNull();
    return ProviderUnderTest.of(scheme).withPeers(_ -> client.program("contractpeer"));
  }
}
