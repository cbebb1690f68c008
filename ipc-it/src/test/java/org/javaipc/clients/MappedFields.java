package org.javaipc.clients;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;

/**
 * The fields that a table of the page has, in a file that the library under test has made.
 *
 * @param memory of the file
 * @param table of the page
 * @param base where the table begins in the file
 */
record MappedFields(ByteBuffer memory, Map<String, FormatPage.Field> table, int base) {
  static MappedFields of(Path file, Map<String, FormatPage.Field> table) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer memory =
          channel
              .map(FileChannel.MapMode.READ_WRITE, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN);
      return new MappedFields(memory, table, 0);
    }
  }

  /** {@return another table's fields in the same file} */
  MappedFields at(int begin, Map<String, FormatPage.Field> other) {
    return new MappedFields(memory, other, begin);
  }

  int offset(String name) {
    return base + field(name).offset();
  }

  long get(String name) {
    return field(name).bytes() == Integer.BYTES
        ? memory.getInt(offset(name))
        : memory.getLong(offset(name));
  }

  void put(String name, long value) {
    if (field(name).bytes() == Integer.BYTES) {
      memory.putInt(offset(name), (int) value);
    } else {
      memory.putLong(offset(name), value);
    }
  }

  private FormatPage.Field field(String name) {
    return Objects.requireNonNull(table.get(name), "the page has no field " + name);
  }
}
