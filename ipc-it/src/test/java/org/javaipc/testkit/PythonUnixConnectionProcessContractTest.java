package org.javaipc.testkit;

import org.javaipc.clients.Client;

/** A client or a server in Python over {@code unix:} keeps the promises of connections across processes. */
class PythonUnixConnectionProcessContractTest extends ConnectionProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ClientProcessContract.provider(Client.PYTHON, "unix").withAmounts(20_000, 40);
  }
}
