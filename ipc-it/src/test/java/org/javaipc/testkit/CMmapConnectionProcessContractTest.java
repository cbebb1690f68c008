package org.javaipc.testkit;

import org.javaipc.clients.Client;

/** A client or a server in C over {@code mmap:} keeps the promises of connections across processes. */
class CMmapConnectionProcessContractTest extends ConnectionProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ClientProcessContract.provider(Client.C, "mmap").withAmounts(20_000, 40);
  }
}
