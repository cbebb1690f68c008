package org.javaipc.spi;

import java.util.Set;
import java.util.stream.Stream;
import org.javaipc.Address;

/**
 * The options of the address of a server, which its clients may state as well.
 *
 * @param channel those of each direction: {@code capacity} and {@code maxMessage} are what the
 *     server says, the others are each side's own; {@code senders} and {@code end} are not stated
 * @param clients how many clients a server has at once, 1 to {@value #MAX_CLIENTS}; the default is
 *     {@value #DEFAULT_CLIENTS}. Clients need not know
 */
public record ConnectionOptions(ChannelOptions channel, int clients) {
  /** Most clients that a server can be asked to have at once. */
  public static final int MAX_CLIENTS = 1_000_000;

  /** How many clients a server has at once, unless it says otherwise. */
  public static final int DEFAULT_CLIENTS = 1024;

  private static final Set<String> ONE_WAY = Set.of("senders", "end");

  /** The options that every server and client knows. */
  public static final Set<String> COMMON =
      OptionNames.of(
          Stream.concat(
                  ChannelOptions.COMMON.stream().filter(name -> !ONE_WAY.contains(name)),
                  Stream.of("clients"))
              .toArray(String[]::new));

  /**
   * Reads the options of an address.
   *
   * @param address whose options to read
   * @param own names of the options that the transport has besides {@link #COMMON}
   * @return the options
   * @throws org.javaipc.InvalidAddressException if an option is unknown or its value is invalid
   */
  public static ConnectionOptions of(Address address, Set<String> own) {
    ChannelOptions channel = ChannelOptions.read(address, OptionNames.union(COMMON, own));
    int clients =
        (int) new OptionValues(address).integer("clients", 1, MAX_CLIENTS).orElse(DEFAULT_CLIENTS);
    return new ConnectionOptions(channel, clients);
  }
}
