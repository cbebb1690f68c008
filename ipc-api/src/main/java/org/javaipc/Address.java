package org.javaipc;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where a channel is: {@code scheme:name?option=value&option=value}.
 *
 * <ul>
 *   <li>A scheme is 1 to 16 of {@code a-z 0-9}, beginning with a letter.
 *   <li>A name is plain, 1 to 64 of {@code A-Z a-z 0-9 . _ -} but not {@code .} or {@code ..}; or
 *       an absolute path without {@code ?} and control characters; or {@code @} and a plain name.
 *       Which of these a transport takes it says itself.
 *   <li>An option is named by 1 to 32 letters, once, and has a value without {@code &}, {@code =}
 *       and control characters.
 * </ul>
 *
 * <p>{@code shm:orders?capacity=4MiB&wait=spin}
 *
 * @param scheme which transport
 * @param name which channel of it
 * @param options by name, in the order given
 */
public record Address(String scheme, String name, Map<String, String> options) {
  private static final String GRAMMAR =
      "an address is scheme:name?option=value&option=value, such as shm:orders?capacity=4MiB";
  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9]{0,15}");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern PATH = Pattern.compile("/[^?\\p{Cc}]*");
  private static final Pattern OPTION = Pattern.compile("[A-Za-z]{1,32}");
  private static final Pattern VALUE = Pattern.compile("[^&=\\p{Cc}]+");

  /**
   * Checks the parts.
   *
   * @throws InvalidAddressException if one does not follow the grammar
   */
  public Address {
    if (!SCHEME.matcher(scheme).matches()) {
      throw invalid(scheme + ":" + name, "the scheme is not 1 to 16 of a-z 0-9, a letter first");
    }
    if (!isPlainName(name) && !isAbstract(name) && !PATH.matcher(name).matches()) {
      throw invalid(
          scheme + ":" + name,
          "the name is not 1 to 64 of A-Z a-z 0-9 . _ - (but not . or ..), an absolute path, or @name");
    }
    options = ImmutableMap.copyOf(options);
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
      throw invalid(text, "it has no colon after the scheme");
    }
    int question = text.indexOf('?', colon);
    String name = text.substring(colon + 1, question < 0 ? text.length() : question);
    Map<String, String> options =
        question < 0 ? Map.of() : parseOptions(text, text.substring(question + 1));
    return new Address(text.substring(0, colon), name, options);
  }

  private static Map<String, String> parseOptions(String text, String query) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String part : Splitter.on('&').split(query)) {
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
   * {@return whether a text is a plain name: also the form of a logical name}
   *
   * @param text to look at
   */
  public static boolean isPlainName(String text) {
    return PLAIN.matcher(text).matches() && !text.equals(".") && !text.equals("..");
  }

  private static boolean isAbstract(String name) {
    return name.startsWith("@") && isPlainName(name.substring(1));
  }

  /** {@return the form of the name} */
  public NameForm nameForm() {
    return switch (name.charAt(0)) {
      case '/' -> NameForm.PATH;
      case '@' -> NameForm.ABSTRACT;
      default -> NameForm.PLAIN;
    };
  }

  /** {@return the address as text, which {@link #parse} takes back} */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(scheme).append(':').append(name);
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
