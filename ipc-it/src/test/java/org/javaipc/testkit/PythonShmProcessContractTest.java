package org.javaipc.testkit;

import org.javaipc.clients.Client;

/** A program in Python over {@code shm:} keeps the contract across processes. */
class PythonShmProcessContractTest extends ClientProcessContract {
  PythonShmProcessContractTest() {
    super(Client.PYTHON, "shm");
  }
}
