package org.javaipc;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.javaipc.spi.PercentText;

/**
 * Where a channel is: {@code scheme:name?option=value&option=value}.
 *
 * <ul>
 *   <li>A scheme is 1 to 16 of {@code a-z 0-9}, beginning with a letter.
 *   <li>A name is plain, 1 to 64 of {@code A-Z a-z 0-9 . _ -} but not {@code .} or {@code ..}; or
 *       a path, absolute or relative, with a slash in it; or {@code @} and a name in the abstract
 *       namespace of sockets. Each transport says which of these it accepts. In a path and after {@code @}, {@code %}
 * and two hexadecimal digits stand for a byte; control characters, {@code ?} and {@code %} are written this way
 * ({@code %00}, {@code %3F}, {@code %25}).
 *   <li>An option's name has 1 to 32 letters and occurs once; its value has no {@code &}, {@code =} or control characters.
 * </ul>
 *
 * <p>{@code shm:orders?capacity=4MiB&wait=spin}
 *
 * @param scheme which transport
 * @param name which channel of it, without escapes
 * @param options by name, in the order given
 */
public record Address(String scheme, String name, Map<String, String> options) {
  private static final String GRAMMAR =
      "an address is scheme:name?option=value&option=value, such as shm:orders?capacity=4MiB";
  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9]{0,15}");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");
  private static final Pattern OPTION = Pattern.compile("[A-Za-z]{1,32}");
  private static final Pattern VALUE = Pattern.compile("[^&=\\p{Cc}]+");

  /**
   * Checks the parts.
   *
   * @throws InvalidAddressException if one does not follow the grammar
   */
  public Address {
    if (!SCHEME.matcher(scheme).matches()) {
      throw invalid(
          scheme + ":" + name,
          "the scheme must be 1 to 16 characters of a-z 0-9, beginning with a letter");
    }
    if (!isPlainName(name) && !isAbstract(name) && !isPath(name)) {
      throw invalid(
          scheme + ":" + name,
          "the name must be 1 to 64 characters of A-Z a-z 0-9 . _ - (not . or ..), a path with a slash, or @name");
    }
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    options.forEach((option, value) -> {
      if (!OPTION.matcher(option).matches() || !VALUE.matcher(value).matches()) {
        throw invalid(
            scheme + ":" + name + "?" + option + "=" + value,
            "'" + printable(option + "=" + value) + "' is not option=value");
      }
    });
  }

  /**
   * {@return the address that a text spells}
   *
   * @param text to parse
   * @throws InvalidAddressException if the text does not follow the grammar
   */
  public static Address parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw invalid(text, "there must be a colon after the scheme");
    }
    int question = text.indexOf('?', colon);
    String name = text.substring(colon + 1, question < 0 ? text.length() : question);
    Map<String, String> options =
        question < 0 ? Map.of() : parseOptions(text, text.substring(question + 1));
    return new Address(text.substring(0, colon), decoded(text, name), options);
  }

  private static String decoded(String text, String name) {
    if (!isAbstract(name) && !isPath(name)) {
      return name;
    }
    if (CONTROL.matcher(name).find()) {
      throw invalid(text, "the name has control characters, which are written as %00 to %1F");
    }
    return PercentText.decode(name);
  }

  private static Map<String, String> parseOptions(String text, String query) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String part : query.split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw invalid(text, "'" + printable(part) + "' is not option=value");
      }
      if (options.put(part.substring(0, equals), part.substring(equals + 1)) != null) {
        throw invalid(text, "option '" + printable(part.substring(0, equals)) + "' is given twice");
      }
    }
    return options;
  }

  /**
   * {@return an address without options}
   *
   * @param scheme which transport
   * @param name which channel of it
   * @throws InvalidAddressException if one does not follow the grammar
   */
  public static Address of(String scheme, String name) {
    return new Address(scheme, name, Map.of());
  }

  /**
   * {@return this address with one more option, or with a new value of an option that it has} {@code
   * Address.of("shm", "orders").with("capacity", "4MiB")} is {@code shm:orders?capacity=4MiB}.
   *
   * @param option name of the option
   * @param value of the option, as text
   * @throws InvalidAddressException if one does not follow the grammar
   */
  public Address with(String option, String value) {
    Map<String, String> all = new LinkedHashMap<>(options);
    all.put(
        Objects.requireNonNull(option, "option"),
        Objects.requireNonNull(value, "value of option '" + option + "'"));
    return new Address(scheme, name, all);
  }

  /**
   * {@return whether a text is a plain name, which is also the form of a logical name}
   *
   * @param text to look at
   */
  public static boolean isPlainName(String text) {
    return PLAIN.matcher(text).matches() && !text.equals(".") && !text.equals("..");
  }

  private static boolean isAbstract(String name) {
    return name.startsWith("@") && name.length() > 1;
  }

  private static boolean isPath(String name) {
    return !name.startsWith("@") && name.indexOf('/') >= 0 && name.indexOf('\0') < 0;
  }

  /** {@return the form of the name} */
  public NameForm nameForm() {
    if (name.charAt(0) == '@') {
      return NameForm.ABSTRACT;
    }
    return name.indexOf('/') >= 0 ? NameForm.PATH : NameForm.PLAIN;
  }

  /** {@return the address as text, which {@link #parse} takes back} */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(scheme).append(':').append(PercentText.encode(name));
    char separator = '?';
    for (Map.Entry<String, String> option : options.entrySet()) {
      text.append(separator).append(option.getKey()).append('=').append(option.getValue());
      separator = '&';
    }
    return text.toString();
  }

  private static InvalidAddressException invalid(String text, String what) {
    return new InvalidAddressException(
        "address '" + printable(text) + "': " + what + "; " + GRAMMAR);
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cc}", "?");
  }
}
