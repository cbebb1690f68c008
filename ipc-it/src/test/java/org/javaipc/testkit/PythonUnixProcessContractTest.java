package org.javaipc.testkit;

import org.javaipc.clients.Client;

/** A program in Python over {@code unix:} keeps the contract across processes. */
class PythonUnixProcessContractTest extends ClientProcessContract {
  PythonUnixProcessContractTest() {
    super(Client.PYTHON, "unix");
  }
}
