package org.javaipc.testkit;

import org.javaipc.clients.Client;

/** A program in C over {@code shm:} keeps the contract across processes. */
class CShmProcessContractTest extends ClientProcessContract {
  CShmProcessContractTest() {
    super(Client.C, "shm");
  }
}
