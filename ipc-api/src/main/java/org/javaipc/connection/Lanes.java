package org.javaipc.connection;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.javaipc.Address;
import org.javaipc.NameForm;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.ChannelProvider;
import org.javaipc.spi.ConnectionOptions;

/** The channels that belong to one server: their names and options, as one side makes them. */
final class Lanes {
  /** Length of an ID, of 32 characters each: 100 bits, so that nobody guesses one. */
  static final int ID_LENGTH = 20;

  private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final SecureRandom RANDOM = new SecureRandom();

  /** What people recognise of the server's name; the whole stays within the grammar. */
  private static final int LONGEST_PREFIX = 32;

  /** What both directions share; the options of a transport's own are about the server's object. */
  private static final List<String> CARRIED = List.of("mode", "trust", "wait", "connect", "dir");

  private static final String GREETING_CAPACITY = "4KiB";
  private static final String GREETING_MAX_MESSAGE = Integer.toString(Answer.LONGEST);

  /** As many as a channel can have: whoever finds no place at the door has to come again. */
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

  /** {@return an ID that was never used before} */
  static String newId() {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_ALPHABET.charAt(RANDOM.nextInt(ID_ALPHABET.length())));
    }
    return id.toString();
  }

  static boolean isId(String text) {
    return text.length() == ID_LENGTH
        && text.chars().allMatch(letter -> ID_ALPHABET.indexOf(letter) >= 0);
  }

  /** {@return the mailbox in which the server finds who wants to connect, as the server makes it} */
  Lane welcome() {
    Map<String, String> all = welcomeOptions();
    all.put("capacity", GREETING_CAPACITY);
    all.put("maxMessage", GREETING_MAX_MESSAGE);
    all.put("senders", WELCOME_SENDERS);
    all.put("end", "never");
    all.put("wait", "park");
    return new Lane(provider, new Address(server.scheme(), server.name(), all));
  }

  /** {@return the same as a client finds it} */
  Lane door() {
    return new Lane(provider, new Address(server.scheme(), server.name(), welcomeOptions()));
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
  Lane answer(String id) {
    Map<String, String> all = carried();
    all.put("capacity", GREETING_CAPACITY);
    all.put("maxMessage", GREETING_MAX_MESSAGE);
    all.put("senders", "1");
    all.put("wait", "park");
    return lane(id, ".hi", all);
  }

  /** {@return the lane from the client to the server, with what this side states of it} */
  Lane up(String id) {
    return lane(id, ".up", direction(options.channel().capacity(), options.channel().maxMessage()));
  }

  /** {@return the lane from the server to the client, with what the server states of it} */
  Lane down(String id, OptionalLong capacity, OptionalLong maxMessage) {
    return lane(id, ".down", direction(capacity, maxMessage));
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

  private Lane lane(String id, String suffix, Map<String, String> all) {
    int start =
        switch (server.nameForm()) {
          case PLAIN -> 0;
          case ABSTRACT -> 1;
          case PATH -> server.name().lastIndexOf('/') + 1;
        };
    String name = server.name().substring(start);
    String prefix = name.substring(0, Math.min(name.length(), LONGEST_PREFIX));
    if (server.nameForm() == NameForm.PATH) {
      prefix = prefix.replaceAll("[^A-Za-z0-9._-]", "_");
    }
    String derived = server.name().substring(0, start) + prefix + "." + id + suffix;
    return new Lane(provider, new Address(server.scheme(), derived, all));
  }
}
