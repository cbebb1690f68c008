package org.javaipc.jackson;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Objects;
import org.javaipc.Codec;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * Records, and whatever else Jackson can write and read, as JSON or CBOR.
 *
 * <pre>{@code
 * record Order(long id, String symbol, int quantity) {}
 *
 * Codec<Order> orders = JacksonCodec.json(Order.class); // of the type com.acme.Order/json
 * }</pre>
 *
 * <p>A message holds exactly one value; JSON's {@code null} is rejected. The mapper decides what else is accepted, such as
 * properties that the class lacks.
 *
 * <p>Values are read while the message arrives, each byte once. Do not give a codec whose mapper has default typing of
 * arbitrary classes to a receiver whose senders are not trusted.
 *
 * <p>May be used by several threads at once.
 *
 * @param <T> the values
 */
public final class JacksonCodec<T> implements Codec<T> {
  private final String type;
  private final ObjectWriter writer;
  private final ObjectReader reader;

  private JacksonCodec(String type, ObjectWriter writer, ObjectReader reader) {
    this.type = type;
    this.writer = writer;
    this.reader = reader;
  }

  private JacksonCodec(ObjectMapper mapper, JavaType values) {
    this(
        name(values) + "/" + mapper.tokenStreamFactory().getFormatName().toLowerCase(Locale.ROOT),
        mapper.writerFor(values),
        mapper.readerFor(values).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS));
  }

  /**
   * {@return a codec of JSON, with Jackson's own settings; its type is the class's name and {@code /json}}
   *
   * @param <T> the values
   * @param values their class
   */
  public static <T> JacksonCodec<T> json(Class<T> values) {
    return of(JsonMapper.shared(), values);
  }

  /**
   * {@return a codec of CBOR, with Jackson's own settings; its type is the class's name and {@code /cbor}} It needs
   * {@code tools.jackson.dataformat:jackson-dataformat-cbor}.
   *
   * @param <T> the values
   * @param values their class
   */
  public static <T> JacksonCodec<T> cbor(Class<T> values) {
    return of(new CBORMapper(), values);
  }

  /**
   * {@return a codec with an application's own mapper, whose format it writes} Its type is the class's name, a slash, and
   * the name of the format in lower case.
   *
   * @param <T> the values
   * @param mapper says how values are written
   * @param values their class
   */
  public static <T> JacksonCodec<T> of(ObjectMapper mapper, Class<T> values) {
    Objects.requireNonNull(mapper, "mapper");
    return new JacksonCodec<>(
        mapper, mapper.constructType(Objects.requireNonNull(values, "values")));
  }

  /**
   * {@return a codec of a generic type with an application's own mapper, whose format it writes} The type of {@code new
   * TypeReference<List<Order>>() {}} as JSON is {@code java.util.List<com.acme.Order>/json}.
   *
   * @param <T> the values
   * @param mapper says how values are written
   * @param values their type
   */
  public static <T> JacksonCodec<T> of(ObjectMapper mapper, TypeReference<T> values) {
    Objects.requireNonNull(mapper, "mapper");
    return new JacksonCodec<>(
        mapper, mapper.constructType(Objects.requireNonNull(values, "values")));
  }

  private static String name(JavaType values) {
    return values.toCanonical();
  }

  /**
   * {@return the same under another name of the type} For classes whose names differ between the ends, and for versions:
   * {@code named("order/2/json")}.
   *
   * @param name of the type, as {@link Codec#type} says
   */
  public JacksonCodec<T> named(String name) {
    return new JacksonCodec<>(Objects.requireNonNull(name, "name"), writer, reader);
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public long encode(T value, MemorySegment segment, long offset, long room) {
    CountingOutput output = new CountingOutput(segment, offset, room);
    try {
      writer.writeValue(output, value);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "the value cannot be written as " + type + ": " + e.getOriginalMessage(), e);
    }
    return output.length();
  }

  @Override
  public T decode(MemorySegment segment, long offset, long length) throws IOException {
    T value;
    try {
      value = reader.readValue(new SegmentInput(segment, offset, length));
    } catch (JacksonException e) {
      throw new IOException(e.getOriginalMessage(), e);
    }
    if (value == null) {
      throw new IOException("it is null");
    }
    return value;
  }

  @Override
  public String toString() {
    return type;
  }
}
