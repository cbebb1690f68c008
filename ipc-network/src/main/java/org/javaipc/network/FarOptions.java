package org.javaipc.network;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.javaipc.Address;
import org.javaipc.ConfigurationException;
import org.javaipc.InvalidAddressException;
import org.javaipc.spi.Units;

/**
 * The options of a {@code grpc:} address besides those of every transport.
 *
 * @param address that has them
 * @param host of the receiver
 * @param port of the receiver
 * @param silence after which a silent peer counts as dead
 * @param security of the stream
 */
record FarOptions(Address address, String host, int port, Duration silence, FarSecurity security) {
  /** Their names, in the order in which messages list them. */
  static final Set<String> NAMES =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(List.of("at", "tls", "cert", "key", "ca", "silence")));

  private static final String DEFAULT_AT = "localhost:7600";
  private static final Duration DEFAULT_SILENCE = Duration.ofSeconds(10);
  static final Duration LEAST_SILENCE = Duration.ofMillis(100);
  private static final Pattern AT =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)\\]|([^:\\[\\]]+)):([0-9]{1,5})");

  static FarOptions of(Address address) {
    Matcher at = AT.matcher(address.options().getOrDefault("at", DEFAULT_AT));
    if (!at.matches() || !isPort(at.group(3))) {
      throw invalid(
          address, "at", "HOST:PORT, such as at=orders.example.com:7600 or at=[fe80::1]:7600");
    }
    String host = at.group(1) == null ? at.group(2) : at.group(1);
    return new FarOptions(
        address, host, Integer.parseInt(at.group(3)), silence(address), FarSecurity.of(address));
  }

  private static boolean isPort(String text) {
    int port = Integer.parseInt(text);
    return port > 0 && port < 1 << 16;
  }

  private static Duration silence(Address address) {
    Optional<String> text = Optional.ofNullable(address.options().get("silence"));
    Duration silence =
        text.isEmpty()
            ? DEFAULT_SILENCE
            : Units.duration(text.get())
                .orElseThrow(() -> invalid(address, "silence", Units.DURATION_FORM));
    if (silence.compareTo(LEAST_SILENCE) < 0) {
      throw invalid(address, "silence", "a duration of at least 100ms");
    }
    return silence;
  }

  static InvalidAddressException invalid(Address address, String option, String right) {
    return new InvalidAddressException(
        "address '%s': %s=%s is not %s"
            .formatted(address, option, address.options().get(option), right));
  }

  /** {@return host and port, as people write them} */
  String place() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /**
   * {@return where the receiver is}
   *
   * @throws ConfigurationException if the host is unknown
   * @throws InvalidAddressException if plaintext would leave this machine and the address does not allow it
   */
  InetSocketAddress resolve() throws ConfigurationException {
    InetSocketAddress resolved;
    try {
      resolved = new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new ConfigurationException(
          "%s: host '%s' is not known here; correct at=, or the name service (/etc/hosts, DNS)"
              .formatted(address, host),
          e);
    }
    security.allow(address, resolved);
    return resolved;
  }
}
