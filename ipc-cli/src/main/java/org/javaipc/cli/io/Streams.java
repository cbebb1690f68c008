package org.javaipc.cli.io;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.javaipc.linux.file.InheritedDescriptors;

/**
 * Where a command reads and writes.
 *
 * @param in data
 * @param out data; nothing buffers it
 * @param err talk
 */
public record Streams(FileInputStream in, FileOutputStream out, PrintStream err) {
  /**
   * {@return those of the process} One that the caller has closed is closed here too, although the JVM has files of
   * its own under that number. Texts go out as UTF-8 in every locale, as they come in.
   */
  public static Streams standard() {
    FileDescriptor closed = new FileDescriptor();
    return new Streams(
        new FileInputStream(InheritedDescriptors.hasReadable(0) ? FileDescriptor.in : closed),
        new FileOutputStream(InheritedDescriptors.hasWritable(1) ? FileDescriptor.out : closed),
        InheritedDescriptors.hasWritable(2)
            ? new PrintStream(
                new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)
            : new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
  }

  /** {@return standard input} */
  public FileInputStream input() throws IOException {
    if (!in.getFD().valid()) {
      throw new IOException(
          "standard input is closed; redirect it from /dev/null if there is no input");
    }
    return in;
  }

  /** {@return standard output} */
  FileOutputStream output() throws IOException {
    if (!out.getFD().valid()) {
      throw new IOException(
          "standard output is closed; redirect it to /dev/null to discard the output");
    }
    return out;
  }
}
