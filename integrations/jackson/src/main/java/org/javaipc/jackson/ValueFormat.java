package org.javaipc.jackson;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

/** How values of a type are written and read. Apart from the codec, which can be linked without Jackson. */
final class ValueFormat<T> {
  private final String type;
  private final ObjectWriter writer;
  private final ObjectReader reader;

  ValueFormat(ObjectMapper mapper, JavaType values) {
    type =
        values.toCanonical()
            + "/"
            + mapper.tokenStreamFactory().getFormatName().toLowerCase(Locale.ROOT);
    writer = mapper.writerFor(values);
    reader = mapper.readerFor(values).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /** {@return the name of the class and of the format} */
  String type() {
    return type;
  }

  void write(T value, CountingOutput output, String name) {
    try {
      writer.writeValue(output, value);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "the value cannot be written as " + name + ": " + e.getOriginalMessage(), e);
    }
  }

  T read(MemorySegment segment, long offset, long length) throws IOException {
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
}
