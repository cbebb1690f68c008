package org.javaipc.testkit;

import org.javaipc.clients.Client;

/** A client or a server in C over {@code unix:} keeps the promises of connections across processes. */
class CUnixConnectionProcessContractTest extends ConnectionProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ClientProcessContract.provider(Client.C, "unix").withAmounts(20_000, 40);
  }
}
