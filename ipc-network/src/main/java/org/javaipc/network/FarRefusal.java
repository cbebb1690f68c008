package org.javaipc.network;

import java.io.DataInputStream;
import java.io.IOException;
import org.javaipc.Address;
import org.javaipc.ChannelBusyException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.CorruptChannelException;
import org.javaipc.GeometryMismatchException;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.TypeMismatchException;

/**
 * The answer of a server to a client that it refuses.
 *
 * @param reason of the refusal
 * @param term identifies the receiver whose stream has ended; 0 otherwise
 * @param message the reason in words; for a different type, that type
 */
record FarRefusal(Reason reason, long term, String message) {
  /** The reasons for a refusal. */
  enum Reason {
    /** No end has the name, or there is no free place yet. */
    NOT_OPEN(0),
    /** The stream has ended, and the receiver is still there. */
    ENDED(1),
    /** All places are taken. */
    BUSY(2),
    /** The client states a different limit. */
    GEOMETRY(3),
    /** The client states a different type. */
    TYPE(4),
    /** The server lacks a resource. */
    LIMIT(5),
    /** The client speaks another version. */
    VERSION(6),
    /** Any other reason. */
    OTHER(7);

    private final int code;

    Reason(int code) {
      this.code = code;
    }

    private static Reason of(int code) {
      for (Reason reason : values()) {
        if (reason.code == code) {
          return reason;
        }
      }
      return OTHER; // of a newer release
    }
  }

  static FarRefusal of(Reason reason, String message) {
    return new FarRefusal(reason, 0, message);
  }

  /** {@return the refusal for an error} */
  static FarRefusal of(Exception e) {
    Reason reason =
        switch (e) {
          case ConnectTimeoutException _ -> Reason.NOT_OPEN;
          case ChannelBusyException _ -> Reason.BUSY;
          case GeometryMismatchException _ -> Reason.GEOMETRY;
          case ResourceLimitException _ -> Reason.LIMIT;
          case FarVersionException _ -> Reason.VERSION;
          default -> Reason.OTHER;
        };
    return of(reason, String.valueOf(e.getMessage()));
  }

  byte[] encode() {
    return FarFrame.of(
        FarFrame.REFUSED,
        out -> {
          out.writeByte(reason.code);
          out.writeLong(term);
          out.writeUTF(message.length() > 4096 ? message.substring(0, 4096) : message);
        });
  }

  static FarRefusal decode(byte[] frame) throws IOException {
    DataInputStream in = FarFrame.body(frame);
    return new FarRefusal(
        Reason.of(in.readByte()), in.readLong(), FarHello.printable(in.readUTF()));
  }

  /**
   * {@return the exception for the client}
   *
   * @param address that it wanted to join
   * @param type of the messages that it states
   */
  IpcException asException(Address address, String type) {
    String text = message.startsWith(address.scheme() + ":") ? message : address + ": " + message;
    return switch (reason) {
      case NOT_OPEN, ENDED -> new ConnectTimeoutException(text);
      case BUSY -> new ChannelBusyException(text);
      case GEOMETRY -> new GeometryMismatchException(text);
      case TYPE -> new TypeMismatchException(address, type, message);
      case LIMIT -> new ResourceLimitException(text);
      case VERSION -> new CorruptChannelException(text);
      case OTHER -> new IpcException(text);
    };
  }
}
