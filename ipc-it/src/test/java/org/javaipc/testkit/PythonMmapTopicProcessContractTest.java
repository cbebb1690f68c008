package org.javaipc.testkit;

import org.javaipc.clients.Client;

/** A program in Python over {@code mmap:} keeps the contract of topics across processes. */
class PythonMmapTopicProcessContractTest extends ClientTopicProcessContract {
  PythonMmapTopicProcessContractTest() {
    super(Client.PYTHON, "mmap");
  }
}
