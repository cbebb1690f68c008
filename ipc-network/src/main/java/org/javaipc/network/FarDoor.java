package org.javaipc.network;

import org.javaipc.Address;
import org.javaipc.IpcException;

/** What has a name at a {@link FarPort} and lets clients in. */
interface FarDoor {
  /** {@return its address} */
  Address address();

  /** {@return as what it can be joined} */
  FarKind kind();

  /**
   * Lets a client in: begins the link, and says welcome before anything else. Does not wait.
   *
   * @param hello what the client has said
   * @param link to the client; nothing is begun yet
   * @throws FarRefusedException why not
   * @throws IpcException why not
   * @throws InterruptedException never, as it does not wait
   */
  void letIn(FarHello hello, FarLink link)
      throws FarRefusedException, IpcException, InterruptedException;
}
