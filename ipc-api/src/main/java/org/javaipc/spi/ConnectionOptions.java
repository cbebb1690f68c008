package org.javaipc.spi;

import java.util.Set;
import java.util.stream.Stream;
import org.javaipc.Address;

/**
 * The options of the address of a server, which its clients may state as well.
 *
 * @param channel the options of each direction: the server decides {@code capacity} and {@code maxMessage}; client and
 *     server each state the others for themselves; {@code senders} and {@code end} are not stated
 * @param clients how many clients a server has at once, 1 to {@value #MAX_CLIENTS}; the default is
 *     {@value #DEFAULT_CLIENTS}. Clients need not state it
 */
public record ConnectionOptions(ChannelOptions channel, int clients) {
  /** The largest number of clients that a server can be configured to have at once. */
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
