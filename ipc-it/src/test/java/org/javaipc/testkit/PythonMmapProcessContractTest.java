package org.javaipc.testkit;

import org.javaipc.clients.Client;

/** A program in Python over {@code mmap:} keeps the contract across processes. */
class PythonMmapProcessContractTest extends ClientProcessContract {
  PythonMmapProcessContractTest() {
    super(Client.PYTHON, "mmap");
  }
}
