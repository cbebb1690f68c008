package org.javaipc.process;

import java.util.OptionalLong;

/**
 * A process that holds a lock on a file.
 *
 * @param pid number of the process; empty if it cannot be seen from here
 * @param command its name; empty if it cannot be seen from here
 * @param exclusive whether no other process can hold it at the same time
 * @param position of the first byte
 * @param length in bytes; 0 for the whole rest of the file, including bytes that are added later
 */
public record LockHolder(
    OptionalLong pid, String command, boolean exclusive, long position, long length) {
  @Override
  public String toString() {
    String kind = exclusive ? ", exclusively" : ", shared";
    return pid.isPresent()
        ? "pid " + pid.getAsLong() + " (" + command + ")" + kind
        : "a process that cannot be seen from here" + kind;
  }
}
