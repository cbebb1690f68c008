package org.javaipc.testkit;

import org.javaipc.clients.Client;

/** A client or a server in Python over {@code shm:} keeps the promises of connections across processes. */
class PythonShmConnectionProcessContractTest extends ConnectionProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ClientProcessContract.provider(Client.PYTHON, "shm").withAmounts(20_000, 40);
  }
}
