package org.javaipc.socket;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.spi.NativeEnvironment;

/**
 * Tells systemd, or a service manager that does as it does, how this service is: for units with {@code
 * Type=notify}. Without the variable NOTIFY_SOCKET, nothing happens.
 *
 * <pre>{@code
 * try (Server server = Ipc.listen("unix:child?listen=web")) {
 *   SystemdService.ready();
 *   serve(server);
 *   SystemdService.stopping();
 * }
 * }</pre>
 *
 * <p>All methods may be called from any thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/sd_notify.3.html">sd_notify(3)</a>
 */
public final class SystemdService {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private SystemdService() {}

  /**
   * Says that the service has started.
   *
   * @return whether a service manager was told
   * @throws IpcException as {@link #notify(String, List)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static boolean ready() throws IpcException, InterruptedException {
    return notify("READY=1", List.of());
  }

  /**
   * Says that the service is about to end.
   *
   * @return whether a service manager was told
   * @throws IpcException as {@link #notify(String, List)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static boolean stopping() throws IpcException, InterruptedException {
    return notify("STOPPING=1", List.of());
  }

  /**
   * Gives descriptors to the service manager, which hands them to the next process of this service as
   * {@link SystemdSockets} of that name. The unit needs {@code FileDescriptorStoreMax=}.
   *
   * @param name of 1 to 255 printable ASCII characters without a colon
   * @param descriptors to keep, at most {@value UnixSocket#MOST_DESCRIPTORS}; they still belong to the caller
   * @return whether a service manager was told
   * @throws IpcException as {@link #notify(String, List)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static boolean store(String name, List<PassedDescriptor> descriptors)
      throws IpcException, InterruptedException {
    if (!name.matches("[\\p{Graph} &&[^:]]{1,255}")) {
      throw new IllegalArgumentException(
          "name=" + name + " is not 1 to 255 printable ASCII characters without a colon");
    }
    return notify("FDSTORE=1\nFDNAME=" + name, descriptors);
  }

  /**
   * Says anything.
   *
   * @param state assignments, one a line, such as {@code STATUS=Loading} or {@code WATCHDOG=1}
   * @param descriptors that go with them; they still belong to the caller
   * @return whether a service manager was told
   * @throws org.javaipc.ConnectTimeoutException if the service manager did not read for 10 s
   * @throws IpcException if NOTIFY_SOCKET names nothing that can be sent to
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was said
   */
  public static boolean notify(String state, List<PassedDescriptor> descriptors)
      throws IpcException, InterruptedException {
    Optional<String> name = NativeEnvironment.variable("NOTIFY_SOCKET");
    if (name.isEmpty() || name.get().isEmpty()) {
      return false;
    }
    tell(address(name.get()), state, descriptors);
    return true;
  }

  private static UnixSocketAddress address(String name) throws IpcException {
    try {
      return new UnixSocketAddress(name);
    } catch (InvalidAddressException e) {
      throw new IpcException("NOTIFY_SOCKET=" + name + ": " + e.getMessage(), e);
    }
  }

  static void tell(UnixSocketAddress manager, String state, List<PassedDescriptor> descriptors)
      throws IpcException, InterruptedException {
    MemorySegment message = MemorySegment.ofArray(state.getBytes(StandardCharsets.UTF_8));
    try (UnixDatagramSocket socket = UnixDatagramSocket.open()) {
      if (!socket.sendTo(message, descriptors, manager, PATIENCE)) {
        throw new ConnectTimeoutException(
            "NOTIFY_SOCKET=%s: the service manager did not read within %d s"
                .formatted(manager, PATIENCE.toSeconds()));
      }
    }
  }
}
