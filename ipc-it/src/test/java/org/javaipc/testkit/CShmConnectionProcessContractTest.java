package org.javaipc.testkit;

import org.javaipc.clients.Client;

/** A client or a server in C over {@code shm:} keeps the promises of connections across processes. */
class CShmConnectionProcessContractTest extends ConnectionProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ClientProcessContract.provider(Client.C, "shm").withAmounts(20_000, 40);
  }
}
