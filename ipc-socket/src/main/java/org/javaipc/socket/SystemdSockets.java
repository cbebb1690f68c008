package org.javaipc.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javaipc.ConfigurationException;
import org.javaipc.IpcException;
import org.javaipc.linux.socket.OpenFiles;
import org.javaipc.spi.NativeEnvironment;

/**
 * The sockets that systemd, or a program that does as it does, has handed to this process: socket
 * activation. The variables LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES say which descriptors they are.
 *
 * <pre>{@code
 * PassedDescriptor web = SystemdSockets.named("web").orElseThrow().descriptor();
 * try (UnixServerSocket server = UnixServerSocket.of(web)) {
 *   serve(server);
 * }
 * }</pre>
 *
 * <p>All methods may be called from any thread, and more than once.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/sd_listen_fds.3.html">sd_listen_fds(3)</a>
 */
public final class SystemdSockets {
  private static final int FIRST = 3;
  private static final int MOST = 65_536;
  private static final String UNKNOWN = "unknown";

  private SystemdSockets() {}

  /**
   * A socket that was handed over. It stays open as long as this process, whatever becomes of the
   * descriptors made of it.
   *
   * @param number of its descriptor
   * @param name that {@code FileDescriptorName=} gives it, or that of its unit; several can have the same
   */
  public record Activated(int number, String name) {
    /**
     * {@return another descriptor of it, the caller's to close}
     *
     * @throws IpcException if it is not open, or there are too many open files
     */
    public PassedDescriptor descriptor() throws IpcException {
      return PassedDescriptor.duplicate(number, "socket " + name + " (descriptor " + number + ")");
    }
  }

  /**
   * {@return the sockets in the order of their descriptors; none if none were handed to this process}
   * Programs that this one starts do not inherit them.
   *
   * @throws ConfigurationException if a variable makes no sense
   * @throws IpcException if a descriptor that is named is not open
   */
  public static List<Activated> all() throws IpcException {
    List<Activated> all = parse(NativeEnvironment.all(), ProcessHandle.current().pid());
    for (Activated socket : all) {
      OpenFiles.closeOnExec(socket.number(), "LISTEN_FDS: descriptor " + socket.number());
    }
    return all;
  }

  /**
   * {@return the first socket of a name, if there is one}
   *
   * @param name of the socket
   * @throws IpcException as {@link #all} says
   */
  public static Optional<Activated> named(String name) throws IpcException {
    return all().stream().filter(socket -> socket.name().equals(name)).findFirst();
  }

  static List<Activated> parse(Map<String, String> environment, long self)
      throws ConfigurationException {
    String count = environment.get("LISTEN_FDS");
    String pid = environment.get("LISTEN_PID");
    if (count == null || pid == null || number("LISTEN_PID", pid, Integer.MAX_VALUE) != self) {
      return List.of(); // they are another process's, which started this one
    }
    int sockets = number("LISTEN_FDS", count, MOST);
    String given = environment.get("LISTEN_FDNAMES");
    String[] names = given == null ? new String[0] : given.split(":", -1);
    if (given != null && names.length != sockets) {
      throw new ConfigurationException(
          "LISTEN_FDNAMES=%s has %d names, and LISTEN_FDS=%d"
              .formatted(given, names.length, sockets));
    }
    List<Activated> all = new ArrayList<>();
    for (int i = 0; i < sockets; i++) {
      all.add(new Activated(FIRST + i, given == null ? UNKNOWN : names[i]));
    }
    return List.copyOf(all);
  }

  private static int number(String variable, String text, int most) throws ConfigurationException {
    if (text.matches("[0-9]{1,9}") && Integer.parseInt(text) <= most) {
      return Integer.parseInt(text);
    }
    throw new ConfigurationException(variable + "=" + text + " is not a number from 0 to " + most);
  }
}
