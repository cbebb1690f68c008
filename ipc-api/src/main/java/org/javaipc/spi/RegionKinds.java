package org.javaipc.spi;

import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.WrongKindException;

/**
 * The magic numbers with which the regions of channels and topics begin; channels and topics share one space of names.
 */
public final class RegionKinds {
  /** Of a channel over rings: {@code JAVAIPC1} in memory. */
  public static final long CHANNEL = 0x3143_5049_4156_414aL;

  /** Of a topic: {@code JAVATOP1} in memory. */
  public static final long TOPIC = 0x3150_4f54_4156_414aL;

  private RegionKinds() {}

  /**
   * {@return the exception to throw if another number was found than the expected one}
   *
   * @param object name of the object, for messages
   * @param found the number
   */
  public static IpcException mismatch(String object, long found) {
    if (found == CHANNEL) {
      return new WrongKindException(
          object + ": is a channel; use Ipc.sender or Ipc.receiver, or another name");
    }
    if (found == TOPIC) {
      return new WrongKindException(
          object + ": is a topic; use Ipc.publisher or Ipc.subscribe, or another name");
    }
    return new CorruptChannelException(
        object
            + ": this file is not a channel of this kind and was left alone; remove it yourself if it"
            + " is not needed");
  }
}
