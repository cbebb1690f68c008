package org.javaipc.network;

import java.io.IOException;

/** One direction of a {@link FarLink}, which calls it with its lock. */
interface FarHalf {
  /**
   * A frame of this direction has come.
   *
   * @throws IOException if it breaks the rules
   */
  void take(byte type, byte[] frame) throws IOException;

  /** Does what could not be done while the stream took nothing, and what a thread that was to tell of it has not told. */
  void catchUp();

  /** {@return whether nothing more will be said in this direction} */
  boolean isDone();

  /** The stream has broken. */
  void broken();
}
