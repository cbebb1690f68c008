package org.javaipc.testkit;

import org.javaipc.clients.Client;

/** A program in C over {@code unix:} keeps the contract across processes. */
class CUnixProcessContractTest extends ClientProcessContract {
  CUnixProcessContractTest() {
    super(Client.C, "unix");
  }
}
