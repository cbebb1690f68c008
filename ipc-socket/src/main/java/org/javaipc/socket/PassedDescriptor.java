package org.javaipc.socket;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.javaipc.IpcException;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.socket.OpenFiles;
import org.javaipc.spi.NativeText;

/**
 * An open descriptor that goes to another process or came from one: of a file, a pipe, a socket, a memfd,
 * whatever the kernel has descriptors for. Closed once; not inherited by children.
 */
public final class PassedDescriptor implements AutoCloseable {
  private final Descriptor descriptor;

  /** Takes ownership. */
  PassedDescriptor(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Opens a file.
   *
   * @param path of an existing file
   * @param writable whether for writing as well
   * @return the descriptor, the caller's to close
   * @throws IpcException if the kernel refuses
   */
  public static PassedDescriptor open(Path path, boolean writable) throws IpcException {
    return new PassedDescriptor(OpenFiles.open(NativeText.text(path), writable));
  }

  /**
   * Makes another descriptor of one that is open, such as 0 to 2, the standard streams.
   *
   * @param number of a descriptor of this process
   * @return the descriptor, the caller's to close
   * @throws IpcException if there is none of that number, or there are too many open files
   */
  public static PassedDescriptor duplicate(int number) throws IpcException {
    return duplicate(number, "descriptor " + number);
  }

  static PassedDescriptor duplicate(int number, String name) throws IpcException {
    return new PassedDescriptor(OpenFiles.duplicate(number, name));
  }

  /**
   * {@return its number in this process}
   *
   * @throws IllegalStateException if it is closed
   */
  public int number() {
    return descriptor.fd();
  }

  /**
   * Opens what it stands for once more, with a position of its own: for regular files, FIFOs and memfds.
   *
   * @param options such as {@link StandardOpenOption#READ}
   * @return the channel, the caller's to close
   * @throws IOException if it cannot be opened so, for instance because it is a socket
   */
  public FileChannel fileChannel(Set<? extends OpenOption> options) throws IOException {
    return FileChannel.open(Path.of("/proc/self/fd/" + number()), options);
  }

  /**
   * Gives it away, to something that takes the number of a descriptor as its own, such as {@code
   * SharedMapping.adopt}. This object is closed.
   *
   * @return the number of an open descriptor, the caller's to close
   * @throws IpcException if there are too many open files
   * @throws IllegalStateException if it is closed
   */
  public int release() throws IpcException {
    try (descriptor) {
      return OpenFiles.duplicateNumber(descriptor.fd(), descriptor.name());
    }
  }

  /** {@return what it is, for messages} */
  @Override
  public String toString() {
    return descriptor.name();
  }

  /** Closes it; repeating it does nothing. */
  @Override
  public void close() {
    descriptor.close();
  }
}
