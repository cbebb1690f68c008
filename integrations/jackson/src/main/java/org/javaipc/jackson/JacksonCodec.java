package org.javaipc.jackson;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.Supplier;
import org.javaipc.Codec;
import org.javaipc.LibraryUnavailableException;
import org.javaipc.spi.RequiredLibrary;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/**
 * Records, and any other values that Jackson can write and read, as JSON or CBOR.
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
 * <p>Several threads may use it at once.
 *
 * @param <T> the values
 */
public final class JacksonCodec<T> implements Codec<T> {
  private static final RequiredLibrary DATABIND =
      new RequiredLibrary("tools.jackson.core:jackson-databind", "3.1.4", "tools.jackson.");
  private static final RequiredLibrary CBOR =
      new RequiredLibrary(
          "tools.jackson.dataformat:jackson-dataformat-cbor",
          "3.1.4",
          "tools.jackson.dataformat.cbor");

  private final String type;
  private final ValueFormat<T> format;

  private JacksonCodec(String type, ValueFormat<T> format) {
    this.type = type;
    this.format = format;
  }

  private static <T> JacksonCodec<T> codec(String user, Supplier<ValueFormat<T>> format) {
    return DATABIND.use(
        user,
        () -> {
          ValueFormat<T> made = format.get();
          return new JacksonCodec<>(made.type(), made);
        });
  }

  /**
   * {@return a codec of JSON, with Jackson's own settings; its type is the class's name and {@code /json}}
   *
   * @param <T> the values
   * @param values their class
   * @throws LibraryUnavailableException if Jackson is missing or older than 3.1.4
   */
  public static <T> JacksonCodec<T> json(Class<T> values) {
    Objects.requireNonNull(values, "values");
    return codec("JacksonCodec.json", () -> format(Mappers.Json.shared(), values));
  }

  /**
   * {@return a codec of CBOR, with Jackson's own settings; its type is the class's name and {@code /cbor}} It needs
   * {@code tools.jackson.dataformat:jackson-dataformat-cbor}.
   *
   * @param <T> the values
   * @param values their class
   * @throws LibraryUnavailableException if Jackson or that artifact is missing or older than 3.1.4
   */
  public static <T> JacksonCodec<T> cbor(Class<T> values) {
    Objects.requireNonNull(values, "values");
    return codec(
        "JacksonCodec.cbor",
        () -> CBOR.use("JacksonCodec.cbor", () -> format(Mappers.Cbor.fresh(), values)));
  }

  /**
   * {@return a codec with an application's own mapper, whose format it writes} Its type is the class's name, a slash, and
   * the name of the format in lower case.
   *
   * @param <T> the values
   * @param mapper says how values are written
   * @param values their class
   * @throws LibraryUnavailableException if Jackson is missing or older than 3.1.4
   */
  public static <T> JacksonCodec<T> of(ObjectMapper mapper, Class<T> values) {
    Objects.requireNonNull(mapper, "mapper");
    Objects.requireNonNull(values, "values");
    return codec("JacksonCodec.of", () -> format(mapper, values));
  }

  private static <T> ValueFormat<T> format(ObjectMapper mapper, Class<T> values) {
    return new ValueFormat<>(mapper, mapper.constructType(values));
  }

  /**
   * {@return a codec of a generic type with an application's own mapper, whose format it writes} The type of {@code new
   * TypeReference<List<Order>>() {}} as JSON is {@code java.util.List<com.acme.Order>/json}.
   *
   * @param <T> the values
   * @param mapper says how values are written
   * @param values their type
   * @throws LibraryUnavailableException if Jackson is missing or older than 3.1.4
   */
  public static <T> JacksonCodec<T> of(ObjectMapper mapper, TypeReference<T> values) {
    Objects.requireNonNull(mapper, "mapper");
    Objects.requireNonNull(values, "values");
    return codec("JacksonCodec.of", () -> new ValueFormat<>(mapper, mapper.constructType(values)));
  }

  /**
   * {@return this codec with another name of its type} For classes whose names differ between the ends, and for versions:
   * {@code named("order/2/json")}.
   *
   * @param name of the type, as {@link Codec#type} says
   */
  public JacksonCodec<T> named(String name) {
    return new JacksonCodec<>(Objects.requireNonNull(name, "name"), format);
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public long encode(T value, MemorySegment segment, long offset, long room) {
    CountingOutput output = new CountingOutput(segment, offset, room);
    format.write(value, output, type);
    return output.length();
  }

  @Override
  public T decode(MemorySegment segment, long offset, long length) throws IOException {
    return format.read(segment, offset, length);
  }

  @Override
  public String toString() {
    return type;
  }
}
