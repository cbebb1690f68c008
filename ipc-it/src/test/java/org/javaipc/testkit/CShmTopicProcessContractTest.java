package org.javaipc.testkit;

import org.javaipc.clients.Client;

/** A program in C over {@code shm:} keeps the contract of topics across processes. */
class CShmTopicProcessContractTest extends ClientTopicProcessContract {
  CShmTopicProcessContractTest() {
    super(Client.C, "shm");
  }
}
