package org.javaipc.mmap.log;

import java.nio.file.Path;

/** Appends to a log until it is stopped. */
public final class WriterProcess {
  private WriterProcess() {}

  /** Takes the folder, the number of the first message, and whether others append as well. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    boolean shared = Boolean.parseBoolean(args[2]);
    try (LogWriter writer =
        shared ? Logs.shared(folder, Logs.SMALL) : Logs.alone(folder, Logs.SMALL)) {
      for (int i = Integer.parseInt(args[1]); ; i++) {
        Logs.append(writer, Logs.numbered(i, 1 + i * 37 % 900));
      }
    }
  }
}
