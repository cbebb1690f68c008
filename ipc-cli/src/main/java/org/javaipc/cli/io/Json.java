package org.javaipc.cli.io;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON object on one line: numbers as numbers, keys in the order in which they are put.
 */
public final class Json {
  private final StringBuilder text = new StringBuilder("{");

  /** Puts a text, or null. */
  public Json put(String key, @Nullable String value) {
    key(key);
    return value == null ? raw("null") : quoted(value);
  }

  /** Puts a number. */
  public Json put(String key, long value) {
    key(key);
    return raw(Long.toString(value));
  }

  /** Puts a number with six digits. */
  public Json put(String key, double value) {
    key(key);
    return raw(new BigDecimal(value).round(new MathContext(6)).toPlainString());
  }

  /** Puts a truth value. */
  public Json put(String key, boolean value) {
    key(key);
    return raw(Boolean.toString(value));
  }

  /** Puts a list of texts. */
  public Json put(String key, Collection<String> values) {
    key(key);
    raw("[");
    String separator = "";
    for (String value : values) {
      raw(separator).quoted(value);
      separator = ", ";
    }
    return raw("]");
  }

  /** Puts a list of numbers. */
  public Json put(String key, IntStream values) {
    key(key);
    return raw(values.mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]")));
  }

  /** Puts an object. */
  public Json put(String key, Json value) {
    key(key);
    return raw(value.text + "}");
  }

  /** Puts a list of objects. */
  public Json putAll(String key, List<Json> values) {
    key(key);
    return raw(
        values.stream().map(value -> value.text + "}").collect(Collectors.joining(", ", "[", "]")));
  }

  /** Puts an object without members. */
  public Json putEmpty(String key) {
    key(key);
    return raw("{}");
  }

  /** Puts a number, or null. */
  public Json put(String key, OptionalLong value) {
    key(key);
    return raw(value.isPresent() ? Long.toString(value.getAsLong()) : "null");
  }

  private void key(String key) {
    if (text.length() > 1) {
      raw(", ");
    }
    quoted(key).raw(": ");
  }

  private Json raw(String piece) {
    text.append(piece);
    return this;
  }

  private Json quoted(String value) {
    text.append('"');
    value.chars().forEach(this::character);
    text.append('"');
    return this;
  }

  private void character(int c) {
    switch (c) {
      case '"', '\\' -> text.append('\\').append((char) c);
      case '\n' -> text.append("\\n");
      case '\t' -> text.append("\\t");
      default -> {
        if (c < 0x20 || Character.isSurrogate((char) c)) { // a byte that is not text is one, too
          text.append("\\u%04x".formatted(c).toLowerCase(Locale.ROOT));
        } else {
          text.append((char) c);
        }
      }
    }
  }

  /** {@return the object and the end of the line} */
  public String line() {
    return text + "}\n";
  }
}
