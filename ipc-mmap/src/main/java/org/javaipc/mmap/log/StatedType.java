package org.javaipc.mmap.log;

import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.TypeMismatchException;
import org.javaipc.spi.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * What an end of a log states of the type of its messages, {@code type=} in its address.
 *
 * @param address of the end, for messages; null if it takes any type
 * @param type that it states; empty for none
 */
record StatedType(@Nullable Address address, Optional<String> type) {
  /** That of a tool, which takes a log of any type. */
  static final StatedType NONE = new StatedType(null, Optional.empty());

  /** Refuses a file of another type. */
  void check(LogFile file) throws TypeMismatchException {
    if (address != null) {
      MessageType.check(address, type, file.type());
    }
  }
}
