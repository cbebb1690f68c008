package org.javaipc.spi;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.javaipc.AccessPolicy;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.WaitStrategy;

/**
 * The options of an address, read and checked. An option that is not stated is empty or has its default.
 *
 * @param capacity bytes per sender; the receiver's default is the transport's
 * @param maxMessage longest message in bytes; the receiver's default is the transport's
 * @param senders how many senders at once, 1 to {@value #MAX_SENDERS}; the default is {@value
 *     #DEFAULT_SENDERS}
 * @param mailbox whether the receiver outlives its senders: {@code end=never}
 * @param access who may use the channel: {@code mode}, {@code group} and {@code trust}
 * @param waiting how this end waits
 * @param connect how long a sender waits for its receiver
 * @param framed whether messages have a length before them: {@code framing=length}
 * @param lines whether each message is a line of a byte stream: {@code framing=lines}; {@code framed} is false then
 * @param type of the messages: {@code type}, as {@link MessageType} spells it
 * @param directory the runtime directory, if not the usual one: {@code dir}
 * @param temporary whether the channel ends with its receiver even if the medium is durable, so that any process may
 *     remove what a dead receiver left behind. No option of an address sets it; the directions of a {@link
 *     org.javaipc.Connection} are such channels
 */
public record ChannelOptions(
    OptionalLong capacity,
    OptionalLong maxMessage,
    OptionalLong senders,
    boolean mailbox,
    AccessPolicy access,
    WaitStrategy waiting,
    Duration connect,
    boolean framed,
    boolean lines,
    Optional<String> type,
    Optional<Path> directory,
    boolean temporary) {
  /** Most senders that a channel can have at once. */
  public static final int MAX_SENDERS = 256;

  /** How many senders a channel can have at once, unless the receiver says otherwise. */
  public static final int DEFAULT_SENDERS = 16;

  /** The options that every channel knows. */
  public static final Set<String> COMMON =
      OptionNames.of(
          "capacity",
          "maxMessage",
          "senders",
          "end",
          "mode",
          "group",
          "trust",
          "wait",
          "connect",
          "reconnect",
          "framing",
          "type",
          "dir");

  /** The options that every notifier knows. */
  public static final Set<String> EVENTS =
      OptionNames.of("mode", "group", "trust", "wait", "connect", "dir");

  /** How long a sender waits for its receiver, unless the address says otherwise: 10 s. */
  public static final Duration DEFAULT_CONNECT = Duration.ofSeconds(10);

  /**
   * Reads the options of an address.
   *
   * @param address whose options to read
   * @param own names of the options that the transport has besides {@link #COMMON}
   * @return the options
   * @throws InvalidAddressException if an option is unknown or its value is invalid
   */
  public static ChannelOptions of(Address address, Set<String> own) {
    return read(address, OptionNames.union(COMMON, own));
  }

  /**
   * Reads the options of the address of a notifier.
   *
   * @param address whose options to read
   * @param own names of the options that the transport has besides {@link #EVENTS}
   * @return the options
   * @throws InvalidAddressException if an option is unknown or its value is invalid
   */
  public static ChannelOptions ofEvents(Address address, Set<String> own) {
    return read(address, OptionNames.union(EVENTS, own));
  }

  /**
   * {@return whether a sender or client of an address outlives its peers: {@code reconnect=true}} The library handles
   * it for all transports; a provider need not look at it.
   *
   * @param address whose options to read
   * @throws InvalidAddressException if the value is neither true nor false
   */
  public static boolean reconnects(Address address) {
    return new OptionValues(address).oneOf("reconnect", "false", "true").equals("true");
  }

  static ChannelOptions read(Address address, Set<String> known) {
    refuseUnknown(address, known);
    var _ = reconnects(address); // throws if it is invalid
    OptionValues values = new OptionValues(address);
    String framing = values.oneOf("framing", "length", "none", "lines");
    return new ChannelOptions(
        values.size("capacity", 1),
        values.size("maxMessage", 0),
        values.integer("senders", 1, MAX_SENDERS),
        values.oneOf("end", "last", "never").equals("never"),
        accessPolicy(values),
        WaitStrategy.valueOf(
            values.oneOf("wait", "adaptive", "spin", "yield", "park").toUpperCase(Locale.ROOT)),
        values.duration("connect", DEFAULT_CONNECT),
        framing.equals("length"),
        framing.equals("lines"),
        values.type("type"),
        values.text("dir").map(text -> values.absolutePath("dir", text)),
        false);
  }

  /** {@return the same options, for a channel that ends with its receiver on any medium} */
  public ChannelOptions asTemporary() {
    return new ChannelOptions(
        capacity,
        maxMessage,
        senders,
        mailbox,
        access,
        waiting,
        connect,
        framed,
        lines,
        type,
        directory,
        true);
  }

  /** {@return the same options, for a receiver that outlives its senders, or not} */
  ChannelOptions withMailbox(boolean isMailbox) {
    return new ChannelOptions(
        capacity,
        maxMessage,
        senders,
        isMailbox,
        access,
        waiting,
        connect,
        framed,
        lines,
        type,
        directory,
        temporary);
  }

  private static void refuseUnknown(Address address, Set<String> known) {
    for (String name : address.options().keySet()) {
      if (!known.contains(name)) {
        throw new InvalidAddressException(
            "address '%s': %s: unknown option '%s'%s; its options are %s"
                .formatted(
                    address,
                    address.scheme(),
                    name,
                    Spelling.suggestion(name, known),
                    String.join(", ", known)));
      }
    }
  }

  private static AccessPolicy accessPolicy(OptionValues values) {
    TrustedIds trusted =
        values
            .text("trust")
            .map(text -> TrustedIds.parse(text, () -> values.invalid("trust", TrustedIds.FORM)))
            .orElseGet(TrustedIds::configured);
    return new AccessPolicy(
        values.octal("mode", 0600), trusted.uids(), trusted.gids(), values.id("group"));
  }
}
