package org.javaipc.testkit;

import org.javaipc.clients.Client;

/** A program in C over {@code mmap:} keeps the contract across processes. */
class CMmapProcessContractTest extends ClientProcessContract {
  CMmapProcessContractTest() {
    super(Client.C, "mmap");
  }
}
