package org.javaipc.cli.io;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;

/**
 * Where a command reads and writes.
 *
 * @param in data
 * @param out data; nothing buffers it
 * @param err talk
 */
public record Streams(FileInputStream in, FileOutputStream out, PrintStream err) {
  /** {@return those of the process} */
  public static Streams standard() {
    return new Streams(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        System.err);
  }
}
