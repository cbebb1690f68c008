package org.javaipc.testkit;

import org.javaipc.clients.Client;

/** A program in C over {@code mmap:} keeps the contract of topics across processes. */
class CMmapTopicProcessContractTest extends ClientTopicProcessContract {
  CMmapTopicProcessContractTest() {
    super(Client.C, "mmap");
  }
}
