package org.javaipc.network;

import org.javaipc.Address;
import org.javaipc.IpcException;

/** An end with a name at a {@link FarPort}, which admits clients. */
interface FarDoor {
  /** {@return its address} */
  Address address();

  /** {@return the kind of end that can join it} */
  FarKind kind();

  /**
   * Admits a client: begins the link, and sends the welcome before anything else. Does not wait.
   *
   * @param hello of the client
   * @param link to the client, which has not begun yet
   * @throws FarRefusedException if the client is refused
   * @throws IpcException if the client cannot be admitted
   * @throws InterruptedException never, as it does not wait
   */
  void letIn(FarHello hello, FarLink link)
      throws FarRefusedException, IpcException, InterruptedException;
}
