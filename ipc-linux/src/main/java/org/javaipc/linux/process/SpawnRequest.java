package org.javaipc.linux.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * A program to start, with all that is decided.
 *
 * @param program absolute path
 * @param arguments the program's name first
 * @param environment {@code NAME=value} each
 * @param directory to work in
 * @param descriptors our descriptor for each number that the program gets; all others are closed
 * @param blocked signals that it starts with blocked, as a bit set of {@code 1 << signal - 1}
 * @param defaulted signals whose disposition is the default, as a bit set
 * @param group to join; 0 for a new one
 * @param session whether it leads a new session
 */
public record SpawnRequest(
    Path program,
    List<String> arguments,
    List<String> environment,
    Optional<Path> directory,
    SortedMap<Integer, Integer> descriptors,
    long blocked,
    long defaulted,
    OptionalInt group,
    boolean session) {

  /** {@return the first number that is over all that the program gets} */
  int end() {
    return descriptors.isEmpty() ? 0 : descriptors.lastKey() + 1;
  }
}
