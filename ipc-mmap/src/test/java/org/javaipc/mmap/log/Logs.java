package org.javaipc.mmap.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.javaipc.IpcException;

/** What the tests of the log do with one. */
final class Logs {
  static final LogLimits SMALL = LogLimits.DEFAULT.withRoll("64KiB").orElseThrow();

  private Logs() {}

  static LogWriter alone(Path folder, LogLimits limits) throws Exception {
    return LogWriter.open(folder, limits, 0600, true);
  }

  static LogWriter shared(Path folder, LogLimits limits) throws Exception {
    return LogWriter.open(folder, limits, 0600, false);
  }

  static void append(LogWriter writer, String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writer.append(MemorySegment.ofArray(bytes), 0, bytes.length);
  }

  static void append(LogWriter writer, String text, long time) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writer.append(MemorySegment.ofArray(bytes), 0, bytes.length, time);
  }

  /** Appends messages that say their own number, padded to a length. */
  static void fill(LogWriter writer, int from, int to, int length) throws Exception {
    for (int i = from; i < to; i++) {
      append(writer, numbered(i, length));
    }
  }

  static String numbered(int number, int length) {
    String text = "m" + number;
    return text + ".".repeat(Math.max(0, length - text.length()));
  }

  static List<String> read(LogReader reader) throws IpcException {
    List<String> texts = new ArrayList<>();
    read(reader, texts);
    return texts;
  }

  /** Adds all messages up to the end, or a failure. */
  static void read(LogReader reader, List<String> texts) throws IpcException {
    while (reader.read()) {
      texts.add(text(reader.segment(), reader.offset(), reader.length()));
    }
  }

  static List<String> read(Path folder, LogStart start) throws IpcException {
    try (LogReader reader = LogReader.open(folder, start)) {
      return read(reader);
    }
  }

  static List<String> all(Path folder) throws IpcException {
    return read(folder, new LogStart.Start());
  }

  static String text(MemorySegment segment, long offset, long length) {
    return shown(
        new String(
            segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE),
            StandardCharsets.UTF_8));
  }

  /** {@return a message with its length in the place of its padding} */
  static String shown(String text) {
    int end = text.indexOf('.');
    return end < 0 ? text : text.substring(0, end) + "#" + text.length();
  }

  static List<String> numbers(int from, int to, int length) {
    List<String> texts = new ArrayList<>();
    for (int i = from; i < to; i++) {
      texts.add(shown(numbered(i, length)));
    }
    return texts;
  }

  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
  }

  /** Writes a long over what is in a file. */
  static void poke(Path file, long offset, long value) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(offset);
      bytes.writeLong(Long.reverseBytes(value));
    }
  }

  static void cut(Path file, long size) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.setLength(size);
    }
  }
}
