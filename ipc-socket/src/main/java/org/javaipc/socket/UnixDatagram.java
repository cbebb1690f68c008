package org.javaipc.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javaipc.PeerCredentials;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.socket.MessageSocket;

/**
 * A message that came through a socket, with what came beside it. Its bytes are in the segment that the
 * caller gave.
 *
 * @param length of the message in bytes, 0 or more
 * @param sender name of the socket that it was sent from, to which an answer can go; {@link
 *     UnixSocketAddress#UNNAMED} if that has none
 * @param credentials process, user and group of the sender, as the kernel vouches for them; empty if it
 *     did not say
 * @param descriptors that came with the message, the caller's to close
 */
public record UnixDatagram(
    long length,
    UnixSocketAddress sender,
    Optional<PeerCredentials> credentials,
    List<PassedDescriptor> descriptors)
    implements AutoCloseable {
  /** Copies the list. */
  public UnixDatagram {
    descriptors = List.copyOf(descriptors);
  }

  static UnixDatagram of(MessageSocket.Received received) {
    List<PassedDescriptor> passed = new ArrayList<>();
    for (Descriptor descriptor : received.descriptors()) {
      passed.add(new PassedDescriptor(descriptor));
    }
    return new UnixDatagram(
        received.length(), UnixSocketAddress.of(received.sender()), received.credentials(), passed);
  }

  /** Closes the descriptors that came with it. */
  @Override
  public void close() {
    descriptors.forEach(PassedDescriptor::close);
  }
}
