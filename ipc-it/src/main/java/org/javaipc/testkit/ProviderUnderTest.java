package org.javaipc.testkit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.javaipc.Address;

/**
 * Which provider is tested, and how: how addresses are made, and how much the tests do.
 *
 * @param scheme of the provider
 * @param options that every address gets, by name
 * @param patience how long a test waits for what must happen before it fails
 * @param messages how many messages the longest floods send
 * @param kills how many processes {@link KillRounds} kills
 * @param clients how many clients a server has at once
 * @param backlog how many short messages a channel surely holds that nobody reads
 * @param channels how many channels can be open at once
 * @param peers what starts the other process
 * @param optionsByName more options, by the name of the channel
 */
public record ProviderUnderTest(
    String scheme,
    Map<String, String> options,
    Duration patience,
    int messages,
    int kills,
    int clients,
    int backlog,
    int channels,
    PeerLauncher peers,
    Function<String, Map<String, String>> optionsByName) {
  /** A log has no bound, and nobody waits in it: what a test says of that is not for it. */
  private static final Set<String> NOT_OF_LOGS = Set.of("capacity", "slow", "patience");

  /** Checks and copies. */
  public ProviderUnderTest {
    if (patience.isNegative()
        || patience.isZero()
        || messages < 1
        || kills < 0
        || clients < 1
        || backlog < 1
        || channels < 1) {
      throw new IllegalArgumentException(
          "patience=%s messages=%d kills=%d clients=%d backlog=%d channels=%d: want over 0, kills 0 or more"
              .formatted(patience, messages, kills, clients, backlog, channels));
    }
    options = Map.copyOf(options);
  }

  /**
   * {@return a provider with the usual amounts: 60 s of patience, 1,000,000 messages, 200
   * clients, and as many kills as the system property {@code ipc.testkit.kills} says, 5 without it}
   *
   * @param scheme of the provider
   */
  public static ProviderUnderTest of(String scheme) {
    return new ProviderUnderTest(
        scheme,
        Map.of(),
        Duration.ofSeconds(60),
        1_000_000,
        Objects.requireNonNullElse(Integer.getInteger("ipc.testkit.kills"), 5),
        200,
        1000,
        1000,
        PeerLauncher.JAVA,
        _ -> Map.of());
  }

  /**
   * {@return the same with an option that every address gets}
   *
   * @param name of the option
   * @param value of the option
   */
  public ProviderUnderTest withOption(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(name, value);
    return new ProviderUnderTest(
        scheme, more, patience, messages, kills, clients, backlog, channels, peers, optionsByName);
  }

  /**
   * {@return the same with another patience}
   *
   * @param patience how long a test waits for what must happen before it fails
   */
  public ProviderUnderTest withPatience(Duration patience) {
    return new ProviderUnderTest(
        scheme,
        options,
        patience,
        messages,
        kills,
        clients,
        backlog,
        channels,
        peers,
        optionsByName);
  }

  /**
   * {@return the same with other amounts}
   *
   * @param messages how many messages the longest floods send
   * @param kills how many processes are killed
   */
  public ProviderUnderTest withAmounts(int messages, int kills) {
    return new ProviderUnderTest(
        scheme,
        options,
        patience,
        messages,
        kills,
        clients,
        backlog,
        channels,
        peers,
        optionsByName);
  }

  /**
   * {@return the same with another number of clients}
   *
   * @param count how many a server has at once: fewer where the system has a limit
   */
  public ProviderUnderTest withClients(int count) {
    return new ProviderUnderTest(
        scheme, options, patience, messages, kills, count, backlog, channels, peers, optionsByName);
  }

  /**
   * {@return the same with other limits of the medium}
   *
   * @param shortMessages how many short messages a channel surely holds that nobody reads
   * @param openChannels how many channels can be open at once
   */
  public ProviderUnderTest withLimits(int shortMessages, int openChannels) {
    return new ProviderUnderTest(
        scheme,
        options,
        patience,
        messages,
        kills,
        clients,
        shortMessages,
        openChannels,
        peers,
        optionsByName);
  }

  /**
   * {@return the same with another program in the other process, such as one in another language}
   *
   * @param launcher what starts it
   */
  public ProviderUnderTest withPeers(PeerLauncher launcher) {
    return new ProviderUnderTest(
        scheme,
        options,
        patience,
        messages,
        kills,
        clients,
        backlog,
        channels,
        launcher,
        optionsByName);
  }

  /**
   * {@return the same with options that are others for each channel, such as a port that only one process has}
   *
   * @param optionsByNames the options by the channel's name
   */
  public ProviderUnderTest withOptionsByName(Function<String, Map<String, String>> optionsByNames) {
    return new ProviderUnderTest(
        scheme,
        options,
        patience,
        messages,
        kills,
        clients,
        backlog,
        channels,
        peers,
        optionsByNames);
  }

  /** {@return whether topics are logs, which are kept} */
  boolean keepsLogs() {
    return options.containsKey("keep");
  }

  Address address(String name, Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(options);
    all.putAll(optionsByName.apply(name));
    all.putAll(more);
    if (keepsLogs()) {
      all.keySet().removeAll(NOT_OF_LOGS);
    }
    return new Address(scheme, name, all);
  }
}
