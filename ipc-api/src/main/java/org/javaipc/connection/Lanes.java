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

/** The channels that belong to one server: their names and options, as the client or the server creates them. */
final class Lanes {
  /** Length of an ID in characters of an alphabet of 32: 100 bits, which cannot be guessed. */
  static final int ID_LENGTH = 20;

  private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final Path RANDOM = Path.of("/dev/urandom");

  /** How much of the server's name is kept, for people to recognise; the whole name stays within the grammar. */
  private static final int LONGEST_PREFIX = 32;

  /** The options that both directions take over; a transport's own options concern the server's object. */
  private static final List<String> CARRIED =
      List.of("mode", "group", "trust", "wait", "connect", "type", "dir");

  private static final String GREETING_CAPACITY = "4KiB";
  private static final String GREETING_MAX_MESSAGE = Integer.toString(Answer.LONGEST);

  /** As many senders as a channel can have, since a client without a place has to try again. */
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
   * {@return a new ID, never used before}
   *
   * @throws IpcException if random bytes cannot be read for lack of descriptors
   */
  static String newId() throws IpcException {
    StringBuilder id = new StringBuilder();
    for (byte number : randomBytes()) {
      id.append(ID_ALPHABET.charAt(number & ID_ALPHABET.length() - 1));
    }
    return id.toString();
  }

  /**
   * If SecureRandom finds no descriptor at its first use, some classes of the JDK never work again. It is therefore
   * used only where the system has no such file.
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

  /** {@return the mailbox in which clients ask to connect, as the server creates it} */
  LaneAddress welcome() {
    Map<String, String> all = welcomeOptions();
    all.put("capacity", GREETING_CAPACITY);
    all.put("maxMessage", GREETING_MAX_MESSAGE);
    all.put("senders", WELCOME_SENDERS);
    all.put("end", "never");
    all.put("wait", "park");
    return new LaneAddress(provider, new Address(server.scheme(), server.name(), all), server);
  }

  /** {@return the same mailbox, as a client finds it} */
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

  /** {@return the lane from the client to the server, with the limits that this process states} */
  LaneAddress up(String id) {
    return lane(id, ".up", direction(options.channel().capacity(), options.channel().maxMessage()));
  }

  /** {@return the lane from the server to the client, with the limits that the server states} */
  LaneAddress down(String id, OptionalLong capacity, OptionalLong maxMessage) {
    return lane(id, ".down", direction(capacity, maxMessage));
  }

  /** {@return a lane with the defaults of both directions of a client, for finding out how much memory it takes} */
  LaneAddress direction() {
    return up("ID");
  }

  /** Removes what dead processes left behind in the directory. */
  void removeLeftovers() {
    try {
      if (server.nameForm() == NameForm.PATH) {
        removeLeftoversBeside(NativeText.path(server.name()));
      } else if (provider instanceof ChannelInspector inspector) {
        inspector.removeLeftovers(options.channel().directory());
      }
    } catch (IpcException e) {
      // A failure here does no harm; the server reports whatever affects it.
    }
  }

  /** In a directory that is not ours, only their names identify files as this server's lanes. */
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
      return Set.of(); // it may not be listed, so it is not tidied
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
