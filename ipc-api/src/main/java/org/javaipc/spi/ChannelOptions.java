package org.javaipc.spi;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.WaitStrategy;

/**
 * The options of an address, read and checked. What is not stated is empty or has its default.
 *
 * @param capacity bytes per sender; the receiver's default is the transport's
 * @param maxMessage longest message in bytes; the receiver's default is the transport's
 * @param senders how many senders at once, 1 to {@value #MAX_SENDERS}; the default is {@value
 *     #DEFAULT_SENDERS}
 * @param mailbox whether the receiver outlives its senders: {@code end=never}
 * @param access who may use the channel: {@code mode} and {@code trust}
 * @param waiting how this end waits
 * @param connect how long a sender waits for its receiver
 * @param framed whether messages have a length before them: {@code framing=length}
 * @param directory the runtime directory, if not the usual one: {@code dir}
 * @param temporary whether the channel goes with its receiver also where the medium is durable, so
 *     that what a dead one left may be removed by whoever finds it. No address says so: the
 *     directions of a {@link org.javaipc.Connection} are such channels
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
    Optional<Path> directory,
    boolean temporary) {
  /** Most senders that a channel can have at once. */
  public static final int MAX_SENDERS = 256;

  /** How many senders a channel can have at once, unless the receiver says otherwise. */
  public static final int DEFAULT_SENDERS = 16;

  /** The options that every channel knows. */
  public static final Set<String> COMMON =
      ImmutableSet.of(
          "capacity",
          "maxMessage",
          "senders",
          "end",
          "mode",
          "trust",
          "wait",
          "connect",
          "framing",
          "dir");

  /** The options that every notifier knows. */
  public static final Set<String> EVENTS =
      ImmutableSet.of("mode", "trust", "wait", "connect", "dir");

  private static final Duration DEFAULT_CONNECT = Duration.ofSeconds(10);

  /**
   * Reads the options of an address.
   *
   * @param address whose options to read
   * @param own names of the options that the transport has besides {@link #COMMON}
   * @return the options
   * @throws InvalidAddressException if an option is unknown or its value is none
   */
  public static ChannelOptions of(Address address, Set<String> own) {
    return read(address, Sets.union(COMMON, own));
  }

  /**
   * Reads the options of the address of a notifier.
   *
   * @param address whose options to read
   * @param own names of the options that the transport has besides {@link #EVENTS}
   * @return the options
   * @throws InvalidAddressException if an option is unknown or its value is none
   */
  public static ChannelOptions ofEvents(Address address, Set<String> own) {
    return read(address, Sets.union(EVENTS, own));
  }

  static ChannelOptions read(Address address, Set<String> known) {
    refuseUnknown(address, known);
    OptionValues values = new OptionValues(address);
    return new ChannelOptions(
        values.size("capacity", 1),
        values.size("maxMessage", 0),
        values.integer("senders", 1, MAX_SENDERS),
        values.oneOf("end", "last", "never").equals("never"),
        accessPolicy(values),
        WaitStrategy.valueOf(
            values.oneOf("wait", "adaptive", "spin", "yield", "park").toUpperCase(Locale.ROOT)),
        values.duration("connect", DEFAULT_CONNECT),
        values.oneOf("framing", "length", "none").equals("length"),
        values.text("dir").map(text -> values.absolutePath("dir", text)),
        false);
  }

  /** {@return the same, of a channel that goes with its receiver whatever the medium} */
  public ChannelOptions asTemporary() {
    return new ChannelOptions(
        capacity, maxMessage, senders, mailbox, access, waiting, connect, framed, directory, true);
  }

  private static void refuseUnknown(Address address, Set<String> known) {
    for (String name : address.options().keySet()) {
      if (!known.contains(name)) {
        throw new InvalidAddressException(
            "address '%s': %s: has no option '%s'%s; it has %s"
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
    Set<Integer> uids = new HashSet<>();
    Set<Integer> gids = new HashSet<>();
    values
        .text("trust")
        .ifPresent(text -> {
          for (String part : Splitter.on(',').split(text)) {
            if (part.startsWith("uid:")) {
              uids.add(values.id("trust", part.substring(4)));
            } else if (part.startsWith("gid:")) {
              gids.add(values.id("trust", part.substring(4)));
            } else {
              throw values.invalid("trust", "a list such as uid:1000,gid:100");
            }
          }
        });
    return new AccessPolicy(values.octal("mode", 0600), uids, gids);
  }
}
