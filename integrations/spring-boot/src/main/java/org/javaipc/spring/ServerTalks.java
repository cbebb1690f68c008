package org.javaipc.spring;

import java.lang.foreign.MemorySegment;
import org.javaipc.ChannelClosedException;
import org.javaipc.PeerClosedException;

/** The two ways in which a method serves a client. */
final class ServerTalks {
  private ServerTalks() {}

  /** The method answers each message. */
  static ServerEndpoint.ConnectionTalk answering(
      MessageReader reader, AnswerSender sender, Handling handling) {
    return connection -> {
      try {
        for (byte[] request = connection.receive();
            request != null;
            request = connection.receive()) {
          Object answer =
              handling.message(reader, MemorySegment.ofArray(request), 0, request.length);
          if (answer == null) {
            return; // it has failed: the client sees the end
          }
          sender.send(connection.sender(), answer);
        }
      } catch (PeerClosedException | ChannelClosedException e) {
        return; // the client, or this application, has ended the talk
      }
    };
  }

  /** The method talks by itself. */
  static ServerEndpoint.ConnectionTalk free(Handling handling) {
    return connection -> {
      try {
        handling.call(connection);
      } catch (PeerClosedException | ChannelClosedException e) {
        return; // likewise
      } catch (Throwable e) {
        handling.failed(e, new byte[0]);
      }
    };
  }
}
