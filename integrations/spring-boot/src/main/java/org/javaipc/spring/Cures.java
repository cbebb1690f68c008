package org.javaipc.spring;

import org.javaipc.AccessRefusedException;
import org.javaipc.ChannelBusyException;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.TransportUnavailableException;
import org.javaipc.UnknownChannelException;

/** What to do about a channel that cannot be opened. */
final class Cures {
  private Cures() {}

  static String of(String channel, Exception failure) {
    return switch (failure) {
      case UnknownChannelException _ ->
          "Write ipc.channel."
              + channel
              + ": shm:"
              + channel
              + ", or another address, into application.yml.";
      case TransportUnavailableException _ ->
          "Add the dependency that the message names, or choose another transport in application.yml.";
      case ChannelBusyException _ ->
          "End the other process that receives there, or give this application another address.";
      case AccessRefusedException _ ->
          "Run the application as a user who may use the channel, or give the channel another address.";
      case ResourceLimitException _ -> "Raise the limit that the message names, and start again.";
      case IpcException _ -> "Do what the message says, or give the channel another address.";
      default -> "Correct the address in the application's configuration.";
    };
  }
}
