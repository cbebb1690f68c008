package org.javaipc.testkit;

import org.javaipc.clients.Client;

/** A client or a server in Python over {@code mmap:} keeps the promises of connections across processes. */
class PythonMmapConnectionProcessContractTest extends ConnectionProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return ClientProcessContract.provider(Client.PYTHON, "mmap").withAmounts(20_000, 40);
  }
}
