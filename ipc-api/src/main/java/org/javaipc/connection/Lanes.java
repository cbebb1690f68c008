package org.javaipc.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.NameForm;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.ChannelInspector;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.ChannelProvider;
import org.javaipc.spi.ConnectionOptions;
import org.javaipc.spi.NativeText;

/** The channels that belong to one server: their names and options, as one side makes them. */
final class Lanes {
  /** Length of an ID, of 32 characters each: 100 bits, so that nobody guesses one. */
  static final int ID_LENGTH = 20;

  private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final Path RANDOM = Path.of("/dev/urandom");

  /** What people recognise of the server's name; the whole stays within the grammar. */
  private static final int LONGEST_PREFIX = 32;

  /** What both directions share; the options of a transport's own are about the server's object. */
  private static final List<String> CARRIED =
      List.of("mode", "group", "trust", "wait", "connect", "type", "dir");

  private static final String GREETING_CAPACITY = "4KiB";
  private static final String GREETING_MAX_MESSAGE = Integer.toString(Answer.LONGEST);

  /** As many as a channel can have: a client that finds no place has to try again. */
  private static final String WELCOME_SENDERS = Integer.toString(ChannelOptions.MAX_SENDERS);

  private final ChannelProvider provider;
  private final Address server;
  private final ConnectionOptions options;

  Lanes(ChannelProvider provider, Address server, ConnectionOptions options) {
    this.provider = provider;
    this.server = server;
    this.options = options;
  }

  ChannelProvider provider() {
    return provider;
  }

  Address server() {
    return server;
  }

  ConnectionOptions options() {
    return options;
  }

  /**
   * {@return an ID that was never used before}
   *
   * @throws IpcException if random bytes cannot be had now, for lack of descriptors
   */
  static String newId() throws IpcException {
    StringBuilder id = new StringBuilder();
    for (byte number : randomBytes()) {
      id.append(ID_ALPHABET.charAt(number & ID_ALPHABET.length() - 1));
    }
    return id.toString();
  }

  /**
   * A SecureRandom that finds no descriptor at its first use leaves classes of the JDK behind that never work again:
   * so it is used only where the system has no such file.
   */
  private static byte[] randomBytes() throws IpcException {
    byte[] bytes = new byte[ID_LENGTH];
    if (Files.notExists(RANDOM)) {
      new SecureRandom().nextBytes(bytes);
      return bytes;
    }
    try (InputStream random = Files.newInputStream(RANDOM)) {
      if (random.readNBytes(bytes, 0, ID_LENGTH) == ID_LENGTH) {
        return bytes;
      }
      throw new IOException("it ended");
    } catch (IOException e) {
      throw new ResourceLimitException(
          RANDOM
              + ": cannot be read: "
              + e.getMessage()
              + "; if this process has reached its limit of open files, raise `ulimit -n`",
          e);
    }
  }

  static boolean isId(String text) {
    return text.length() == ID_LENGTH
        && text.chars().allMatch(letter -> ID_ALPHABET.indexOf(letter) >= 0);
  }

  /** {@return the mailbox in which the server finds who wants to connect, as the server makes it} */
  LaneAddress welcome() {
    Map<String, String> all = welcomeOptions();
    all.put("capacity", GREETING_CAPACITY);
    all.put("maxMessage", GREETING_MAX_MESSAGE);
    all.put("senders", WELCOME_SENDERS);
    all.put("end", "never");
    all.put("wait", "park");
    return new LaneAddress(provider, new Address(server.scheme(), server.name(), all), server);
  }

  /** {@return the same as a client finds it} */
  LaneAddress door() {
    return new LaneAddress(
        provider, new Address(server.scheme(), server.name(), welcomeOptions()), server);
  }

  private Map<String, String> welcomeOptions() {
    Map<String, String> all = carried();
    for (String own : provider.ownOptions()) {
      String value = server.options().get(own);
      if (value != null && !ChannelOptions.COMMON.contains(own)) {
        all.put(own, value);
      }
    }
    return all;
  }

  /** {@return the lane on which the server answers a client that wants to connect} */
  LaneAddress answer(String id) {
    Map<String, String> all = carried();
    all.put("capacity", GREETING_CAPACITY);
    all.put("maxMessage", GREETING_MAX_MESSAGE);
    all.put("senders", "1");
    all.put("wait", "park");
    return lane(id, ".hi", all);
  }

  /** {@return the lane from the client to the server, with what this side states of it} */
  LaneAddress up(String id) {
    return lane(id, ".up", direction(options.channel().capacity(), options.channel().maxMessage()));
  }

  /** {@return the lane from the server to the client, with what the server states of it} */
  LaneAddress down(String id, OptionalLong capacity, OptionalLong maxMessage) {
    return lane(id, ".down", direction(capacity, maxMessage));
  }

  /** {@return a lane as both directions of a client are by default, to ask for its memory} */
  LaneAddress direction() {
    return up("ID");
  }

  /** Removes what the dead have left in the directory. */
  void removeLeftovers() {
    try {
      if (server.nameForm() == NameForm.PATH) {
        removeLeftoversBeside(NativeText.path(server.name()));
      } else if (provider instanceof ChannelInspector inspector) {
        inspector.removeLeftovers(options.channel().directory());
      }
    } catch (IpcException e) {
      // That it cannot be done hinders nobody; what hinders the server itself is said by it.
    }
  }

  /** In a directory that is not ours, files tell only by their names that they are this server's lanes. */
  private void removeLeftoversBeside(Path path) throws IpcException {
    Path directory = path.getParent();
    for (String id : directory == null ? Set.<String>of() : idsIn(directory)) {
      for (LaneAddress lane : List.of(answer(id), up(id), lane(id, ".down", carried()))) {
        lane.removeLeftover(false);
      }
    }
  }

  private Set<String> idsIn(Path directory) {
    String start = lane("", "", Map.of()).address().name();
    String prefix = start.substring(start.lastIndexOf('/') + 1);
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(NativeText::fileName)
          .filter(file -> file.startsWith(prefix) && file.length() > prefix.length() + ID_LENGTH)
          .map(file -> file.substring(prefix.length(), prefix.length() + ID_LENGTH))
          .filter(Lanes::isId)
          .collect(Collectors.toSet());
    } catch (IOException | UncheckedIOException e) {
      return Set.of(); // who cannot list it cannot be expected to tidy it
    }
  }

  private Map<String, String> direction(OptionalLong capacity, OptionalLong maxMessage) {
    Map<String, String> all = carried();
    capacity.ifPresent(bytes -> all.put("capacity", Long.toString(bytes)));
    maxMessage.ifPresent(bytes -> all.put("maxMessage", Long.toString(bytes)));
    all.put("senders", "1");
    return all;
  }

  private Map<String, String> carried() {
    Map<String, String> all = new LinkedHashMap<>();
    for (String option : CARRIED) {
      String value = server.options().get(option);
      if (value != null) {
        all.put(option, value);
      }
    }
    return all;
  }

  private LaneAddress lane(String id, String suffix, Map<String, String> all) {
    int start =
        switch (server.nameForm()) {
          case PLAIN -> 0;
          case ABSTRACT -> 1;
          case PATH -> server.name().lastIndexOf('/') + 1;
        };
    String name = server.name().substring(start);
    String prefix = name.substring(0, Math.min(name.length(), LONGEST_PREFIX));
    if (server.nameForm() != NameForm.PLAIN) {
      prefix = prefix.replaceAll("[^A-Za-z0-9._-]", "_");
    }
    String derived = server.name().substring(0, start) + prefix + "." + id + suffix;
    return new LaneAddress(provider, new Address(server.scheme(), derived, all), server);
  }
}
