package org.javaipc.testkit;

import org.javaipc.clients.Client;

/** A program in Python over {@code shm:} keeps the contract of topics across processes. */
class PythonShmTopicProcessContractTest extends ClientTopicProcessContract {
  PythonShmTopicProcessContractTest() {
    super(Client.PYTHON, "shm");
  }
}
