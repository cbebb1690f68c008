package org.javaipc.socket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.ChannelStatus;
import org.javaipc.ChannelStatus.Kind;
import org.javaipc.ChannelStatus.State;
import org.javaipc.IpcException;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.socket.SocketFile;
import org.javaipc.linux.socket.SocketName;
import org.javaipc.spi.NativeText;

/**
 * Looks from outside at sockets that have no control region: those of servers, and of receivers that talk
 * to programs of any kind. The kernel is asked whether one lives; its owner does not notice, and is not
 * known.
 *
 * @param scheme of the transport, whose sockets are called {@code NAME.SCHEME}
 * @param type of the sockets, as a column of {@code /proc/net/unix}
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_net.5.html">proc_net(5)</a>
 */
record SocketInspector(String scheme, String type) {
  static final String STREAM = " 0001 ";
  static final String DATAGRAM = " 0002 ";

  /** {@return the sockets of a runtime directory, by name} */
  List<ChannelStatus> sockets(Optional<Path> directory) throws IpcException {
    Map<String, String> options =
        directory.map(path -> Map.of("dir", NativeText.text(path))).orElse(Map.of());
    List<ChannelStatus> all = new ArrayList<>();
    for (SocketName name : names(directory)) {
      String file = NativeText.fileName(NativeText.path(name.text()));
      String plain = file.substring(0, file.length() - scheme.length() - 1);
      if (Address.isPlainName(plain)) {
        look(new Address(scheme, plain, options), name).ifPresent(all::add);
      }
    }
    return all;
  }

  /** {@return what is seen of one; empty if there is no such socket} */
  Optional<ChannelStatus> look(Address address, SocketName name) {
    try {
      return state(name).map(state -> status(address, name, state, Optional.empty()));
    } catch (IOException e) {
      String problem = String.valueOf(e.getMessage());
      return Optional.of(status(address, name, State.UNKNOWN, Optional.of(problem)));
    }
  }

  private Optional<State> state(SocketName name) throws IOException {
    if (name.isAbstract()) {
      return isBound(name) ? Optional.of(State.LIVE) : Optional.empty();
    }
    if (FileStatus.at(name.text()).filter(FileStatus::isSocket).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(SocketFile.isAlive(name) ? State.LIVE : State.LEFT);
  }

  /**
   * An abstract name is only found by a socket of its type, so that asking would be connecting. The name may
   * hold line ends.
   */
  private boolean isBound(SocketName name) throws IOException {
    byte[] bytes = NativeText.encode(name.text().replace('\0', '@')); // as the kernel prints it
    Pattern line =
        Pattern.compile(
            "^\\p{XDigit}+: \\p{XDigit}+ \\p{XDigit}+ \\p{XDigit}+"
                + type
                + "\\p{XDigit}+ +[0-9]+ "
                + Pattern.quote(new String(bytes, StandardCharsets.ISO_8859_1))
                + "$",
            Pattern.MULTILINE | Pattern.UNIX_LINES);
    byte[] sockets = Files.readAllBytes(Path.of("/proc/net/unix"));
    return line.matcher(new String(sockets, StandardCharsets.ISO_8859_1)).find();
  }

  private static ChannelStatus status(
      Address address, SocketName name, State state, Optional<String> problem) {
    return ChannelStatus.withoutCounters(address, Kind.SOCKET, name.text(), state, problem);
  }

  /** Removes the sockets whose owners are dead; {@return their paths}. */
  List<String> removeLeftovers(Optional<Path> directory) throws IpcException {
    List<String> removed = new ArrayList<>();
    for (SocketName name : names(directory, "." + scheme, "." + scheme + SocketFile.LOCK_SUFFIX)) {
      if (remove(name)) {
        removed.add(name.text());
      }
    }
    return removed;
  }

  private static boolean remove(SocketName name) throws IpcException {
    try {
      return SocketFile.removeLeftover(name);
    } catch (AccessRefusedException e) {
      return false; // not ours to remove
    }
  }

  /** {@return what is called like a socket of this scheme} */
  private List<SocketName> names(Optional<Path> directory) throws IpcException {
    return names(directory, "." + scheme);
  }

  private List<SocketName> names(Optional<Path> directory, String... suffixes) throws IpcException {
    Optional<RuntimeDirectory> existing = RuntimeDirectory.existing(directory);
    if (existing.isEmpty()) {
      return List.of();
    }
    return RuntimeDirectory.files(directory).stream()
        .filter(file -> Stream.of(suffixes).anyMatch(file::endsWith))
        .map(SocketInspector::withoutLock)
        .distinct()
        .map(file -> new SocketName(NativeText.text(existing.get().path().resolve(file))))
        .filter(name -> name.bytes() <= SocketName.MOST_BYTES)
        .toList();
  }

  private static String withoutLock(String file) {
    return file.endsWith(SocketFile.LOCK_SUFFIX)
        ? file.substring(0, file.length() - SocketFile.LOCK_SUFFIX.length())
        : file;
  }
}
