package org.javaipc.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.javaipc.ConfigurationException;
import org.javaipc.InvalidAddressException;
import org.javaipc.UnknownChannelException;
import org.javaipc.spi.NativeEnvironment;
import org.javaipc.spi.Spelling;

/** Sources in their order; the first that has a value wins. */
public final class Configuration {
  /** What the key of a logical name's address begins with. */
  static final String CHANNEL_PREFIX = "ipc.channel.";

  /** Key of the template for names that no source has. */
  private static final String TEMPLATE = CHANNEL_PREFIX + "default";

  /** What the key of a scheme's provider begins with. */
  private static final String PROVIDER_PREFIX = "ipc.provider.";

  /** A variable of the environment that may stand for a key. */
  private static final Pattern VARIABLE = Pattern.compile("IPC_([A-Z]+)_(.+)");

  private final List<Source> given;
  private final PropertiesFile file = new PropertiesFile();

  private Configuration(List<Source> given) {
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
        concat(
            first,
            List.of(
                new Source(
                    "system property",
                    NativeEnvironment::property,
                    () -> System.getProperties().stringPropertyNames()),
                new Source(
                    "environment variable",
                    key -> NativeEnvironment.variable(environmentName(key)),
                    Configuration::environmentKeys))));
  }

  private static <T> List<T> concat(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  /** {@code ipc.channel.orders-eu} is {@code IPC_CHANNEL_ORDERS_EU} in the environment. */
  private static String environmentName(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  /** One key for each variable, in small letters: several keys may read the same variable. */
  private static Set<String> environmentKeys() {
    return System.getenv().keySet().stream()
        .map(VARIABLE::matcher)
        .filter(Matcher::matches)
        .map(parts -> "ipc." + parts.group(1) + "." + parts.group(2))
        .map(key -> key.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
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
    return concat(settings(CHANNEL_PREFIX), settings(PROVIDER_PREFIX));
  }

  private List<Setting> settings(String prefix) throws ConfigurationException {
    Set<String> keys = keys(prefix);
    Optional<Setting> template =
        keys.remove(TEMPLATE) ? setting(TEMPLATE) : Optional.<Setting>empty();
    List<Setting> settings = new ArrayList<>();
    for (Source source : sources()) {
      for (String key : List.copyOf(keys)) {
        Optional<Setting> found = first(List.of(source), key);
        found.ifPresent(settings::add);
        if (found.isPresent()) {
          keys.remove(key);
        }
      }
    }
    template.ifPresent(settings::add);
    return settings;
  }

  private List<Source> sources() throws ConfigurationException {
    return concat(given, file.sources());
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
   * @throws InvalidAddressException if it is not a valid name, or its value is not an address
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
    Setting setting = ofName(name);
    try {
      return address(setting, name);
    } catch (InvalidAddressException e) {
      throw located(setting, e);
    }
  }

  /**
   * {@return the same error, with the key and the source of a logical name's address}
   *
   * @param name logical name that has an address
   * @param wrong with the address
   * @throws UnknownChannelException if no source has the name or a template any longer
   * @throws ConfigurationException if the file had to be read and cannot be
   */
  public InvalidAddressException located(String name, InvalidAddressException wrong)
      throws UnknownChannelException, ConfigurationException {
    return located(ofName(name), wrong);
  }

  private static InvalidAddressException located(Setting setting, InvalidAddressException wrong) {
    InvalidAddressException located =
        new InvalidAddressException(
            setting.key() + " from " + setting.origin() + ": " + wrong.getMessage());
    located.initCause(wrong);
    return located;
  }

  /** {@return the setting that has a logical name's address, which may be the template} */
  private Setting ofName(String name) throws UnknownChannelException, ConfigurationException {
    String key = CHANNEL_PREFIX + name;
    Optional<Setting> setting = key.equals(TEMPLATE) ? Optional.empty() : setting(key);
    if (setting.isPresent()) {
      return setting.get();
    }
    Optional<Setting> template = setting(TEMPLATE);
    if (template.isEmpty()) {
      throw unknown(name);
    }
    return template.get();
  }

  /**
   * {@return the address that a channel's setting gives; a template's, for a channel {@code name}}
   *
   * @param setting of a channel
   * @throws InvalidAddressException if its value is not a valid address
   */
  public static Address address(Setting setting) {
    return address(setting, "name");
  }

  private static Address address(Setting setting, String name) {
    String value = setting.value();
    return Address.parse(setting.key().equals(TEMPLATE) ? value.replace("{name}", name) : value);
  }

  private UnknownChannelException unknown(String name) throws ConfigurationException {
    Set<String> names = new TreeSet<>();
    keys(CHANNEL_PREFIX).forEach(key -> names.add(key.substring(CHANNEL_PREFIX.length())));
    return new UnknownChannelException(
        "no address is configured for channel '%s'%s; configured: %s%s; set -Dipc.channel.%s=shm:%s, the same in ipc.properties, or a template ipc.channel.default=shm:{name}"
            .formatted(
                name,
                Spelling.suggestion(name, names),
                names.isEmpty() ? "none (" + places() + ")" : String.join(", ", names),
                misspelt(name),
                name,
                name));
  }

  /** {@return where was looked, in words} */
  private String places() {
    return "looked in "
        + Stream.concat(
                given.stream().map(source -> source.description() + " ipc.channel.*"),
                Stream.of(PropertiesFile.places()))
            .collect(Collectors.joining(", "))
            .replace("environment variable ipc.channel.*", "environment variable IPC_CHANNEL_*");
  }

  private String misspelt(String name) throws ConfigurationException {
    return misspelt().stream()
        .filter(key -> key.meant().equals(CHANNEL_PREFIX + name))
        .map(key ->
            "; '%s' from %s has no effect, write %s"
                .formatted(key.setting().key(), key.setting().origin(), key.meant()))
        .collect(Collectors.joining());
  }

  /**
   * {@return the keys that nothing reads, though they look like one of a channel or a provider}
   *
   * @throws ConfigurationException if there is a file that cannot be read
   */
  public List<Misspelt> misspelt() throws ConfigurationException {
    List<Misspelt> all = new ArrayList<>();
    for (Source source : sources()) {
      for (String key : new TreeSet<>(source.keys().get())) {
        Optional<String> meant = Misspelt.meant(key);
        if (meant.isPresent()) {
          String value = source.values().apply(key).orElse("");
          all.add(new Misspelt(new Setting(key, value, source.description()), meant.get()));
        }
      }
    }
    return List.copyOf(all);
  }

  /**
   * A key that nothing reads.
   *
   * @param setting as it was written
   * @param meant the key that was probably meant
   */
  public record Misspelt(Setting setting, String meant) {
    private static final Pattern PARTS = Pattern.compile("ipc\\.([A-Za-z]+)\\.(.+)");

    /** {@return the key that was probably meant; empty if the key is right, or something else} */
    private static Optional<String> meant(String key) {
      Matcher parts = PARTS.matcher(key);
      if (!parts.matches() || key.startsWith(CHANNEL_PREFIX) || key.startsWith(PROVIDER_PREFIX)) {
        return Optional.empty();
      }
      String kind = parts.group(1);
      return Stream.of(CHANNEL_PREFIX, PROVIDER_PREFIX)
          .filter(prefix -> Spelling.isNear(kind, prefix.substring(4, prefix.length() - 1)))
          .findFirst()
          .map(prefix -> prefix + parts.group(2));
    }
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
