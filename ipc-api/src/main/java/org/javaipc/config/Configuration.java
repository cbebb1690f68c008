package org.javaipc.config;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.javaipc.ConfigurationException;
import org.javaipc.InvalidAddressException;
import org.javaipc.UnknownChannelException;
import org.javaipc.spi.Spelling;

/** Sources in their order; the first that has a value wins. */
public final class Configuration {
  /** What the key of a logical name's address begins with. */
  static final String CHANNEL_PREFIX = "ipc.channel.";

  /** Key of the template for names that no source has. */
  private static final String TEMPLATE = CHANNEL_PREFIX + "default";

  /** What the key of a scheme's provider begins with. */
  private static final String PROVIDER_PREFIX = "ipc.provider.";

  private final ImmutableList<Source> given;
  private final PropertiesFile file = new PropertiesFile();

  private Configuration(ImmutableList<Source> given) {
    this.given = given;
  }

  /**
   * {@return the given sources, then system properties, environment and {@code ipc.properties}} No
   * file is looked for before a key is that no other source has.
   *
   * @param first sources that come before the usual ones
   */
  public static Configuration of(List<Source> first) {
    return new Configuration(
        ImmutableList.<Source>builder()
            .addAll(first)
            .add(
                new Source(
                    "system property",
                    key -> Optional.ofNullable(System.getProperty(key)),
                    () -> System.getProperties().stringPropertyNames()))
            .add(
                new Source(
                    "environment variable",
                    key -> Optional.ofNullable(System.getenv(environmentName(key))),
                    Configuration::environmentKeys))
            .build());
  }

  /** {@code ipc.channel.orders-eu} is {@code IPC_CHANNEL_ORDERS_EU} in the environment. */
  private static String environmentName(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  /** One key for each variable, in small letters: several keys may read the same variable. */
  private static Set<String> environmentKeys() {
    return Stream.of(CHANNEL_PREFIX, PROVIDER_PREFIX)
        .flatMap(Configuration::environmentKeys)
        .collect(ImmutableSet.toImmutableSet());
  }

  private static Stream<String> environmentKeys(String prefix) {
    String variables = environmentName(prefix);
    return System.getenv().keySet().stream()
        .filter(variable -> variable.startsWith(variables))
        .map(variable -> variable.substring(variables.length()))
        .map(name -> prefix + name.toLowerCase(Locale.ROOT));
  }

  /**
   * {@return the value of a key in the first source that has it}
   *
   * @param key such as {@code ipc.provider.shm}
   * @throws ConfigurationException if the file had to be read and cannot be
   */
  public Optional<String> value(String key) throws ConfigurationException {
    return setting(key).map(Setting::value);
  }

  /**
   * {@return the value of a key with its source}
   *
   * @param key such as {@code ipc.channel.orders}
   * @throws ConfigurationException if the file had to be read and cannot be
   */
  public Optional<Setting> setting(String key) throws ConfigurationException {
    Optional<Setting> found = first(given, key);
    return found.isPresent() ? found : first(file.sources(), key);
  }

  private static Optional<Setting> first(List<Source> sources, String key) {
    for (Source source : sources) {
      Optional<String> value = source.values().apply(key);
      if (value.isPresent()) {
        return Optional.of(new Setting(key, value.get(), source.description()));
      }
    }
    return Optional.empty();
  }

  /**
   * {@return all settings of channels and providers that are in effect, in the order of their
   * sources; the template is the last of the channels} A source that can only be asked is asked for
   * the keys of the others.
   *
   * @throws ConfigurationException if there is a file that cannot be read
   */
  public List<Setting> settings() throws ConfigurationException {
    return ImmutableList.<Setting>builder()
        .addAll(settings(CHANNEL_PREFIX))
        .addAll(settings(PROVIDER_PREFIX))
        .build();
  }

  private List<Setting> settings(String prefix) throws ConfigurationException {
    Set<String> keys = keys(prefix);
    Optional<Setting> template =
        keys.remove(TEMPLATE) ? setting(TEMPLATE) : Optional.<Setting>empty();
    ImmutableList.Builder<Setting> settings = ImmutableList.builder();
    for (Source source : sources()) {
      for (String key : ImmutableList.copyOf(keys)) {
        Optional<Setting> found = first(List.of(source), key);
        found.ifPresent(settings::add);
        if (found.isPresent()) {
          keys.remove(key);
        }
      }
    }
    template.ifPresent(settings::add);
    return settings.build();
  }

  private Iterable<Source> sources() throws ConfigurationException {
    return Iterables.concat(given, file.sources());
  }

  private Set<String> keys(String prefix) throws ConfigurationException {
    Set<String> keys = new TreeSet<>();
    for (Source source : sources()) {
      source.keys().get().stream().filter(key -> key.startsWith(prefix)).forEach(keys::add);
    }
    return keys;
  }

  /**
   * {@return the address of a logical name}
   *
   * @param name logical name
   * @throws InvalidAddressException if it is no name, or its value no address
   * @throws UnknownChannelException if no source has the name or a template
   * @throws ConfigurationException if the file had to be read and cannot be
   */
  public Address address(String name) throws UnknownChannelException, ConfigurationException {
    if (!Address.isPlainName(name)) {
      throw new InvalidAddressException(
          "'"
              + name.replaceAll("\\p{Cc}", "?")
              + "' is neither an address (scheme:name?option=value) nor a logical name (1 to 64 of A-Z a-z 0-9 . _ -)");
    }
    String key = CHANNEL_PREFIX + name;
    Optional<Setting> setting = key.equals(TEMPLATE) ? Optional.empty() : setting(key);
    if (setting.isPresent()) {
      return parse(setting.get(), setting.get().value());
    }
    Optional<Setting> template = setting(TEMPLATE);
    if (template.isEmpty()) {
      throw unknown(name);
    }
    return parse(template.get(), template.get().value().replace("{name}", name));
  }

  /**
   * {@return the address that a channel's setting gives; a template's, for a channel {@code name}}
   *
   * @param setting of a channel
   * @throws InvalidAddressException if its value is no address
   */
  public static Address address(Setting setting) {
    String value = setting.value();
    return Address.parse(setting.key().equals(TEMPLATE) ? value.replace("{name}", "name") : value);
  }

  private static Address parse(Setting setting, String address) {
    try {
      return Address.parse(address);
    } catch (InvalidAddressException e) {
      InvalidAddressException located =
          new InvalidAddressException(
              setting.key() + " from " + setting.origin() + ": " + e.getMessage());
      located.initCause(e);
      throw located;
    }
  }

  private UnknownChannelException unknown(String name) throws ConfigurationException {
    Set<String> names = new TreeSet<>();
    keys(CHANNEL_PREFIX).forEach(key -> names.add(key.substring(CHANNEL_PREFIX.length())));
    return new UnknownChannelException(
        "no address is configured for channel '%s'%s; configured: %s; set -Dipc.channel.%s=shm:%s, the same in ipc.properties, or a template ipc.channel.default=shm:{name}"
            .formatted(
                name,
                Spelling.suggestion(name, names),
                names.isEmpty() ? "none" : String.join(", ", names),
                name,
                name));
  }

  /**
   * A value and where it came from.
   *
   * @param key that has it
   * @param value of the key
   * @param origin the source, for people
   */
  public record Setting(String key, String value, String origin) {
    /** {@return the scheme whose provider this chooses; empty of a channel's setting} */
    public Optional<String> scheme() {
      return key.startsWith(PROVIDER_PREFIX)
          ? Optional.of(key.substring(PROVIDER_PREFIX.length()))
          : Optional.empty();
    }
  }
}
