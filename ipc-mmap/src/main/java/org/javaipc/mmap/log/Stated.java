package org.javaipc.mmap.log;

import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.spi.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * What an end of a log states of it in its address, which is compared with each file that it opens.
 *
 * @param address of the end, for messages; null if it is a tool, which takes messages of any type and length
 * @param type that it states, {@code type=}; empty for none
 * @param limits that it states
 */
record Stated(@Nullable Address address, Optional<String> type, LogLimits limits) {
  /** That of a tool that only reads. */
  static final Stated NOTHING = byTool(LogLimits.DEFAULT);

  static Stated byTool(LogLimits limits) {
    return new Stated(null, Optional.empty(), limits);
  }

  /** Refuses a file of another type, or with other limits. */
  void check(LogFile file) throws IpcException {
    if (address != null) {
      MessageType.check(address, type, file.type());
    }
    if (file.limits().isPresent()) {
      limits.checkAgainst(
          address == null ? file.path().toString() : address.toString(), file.limits().get());
    }
  }

  /** {@return the limits that a log has which begins with this end} */
  LogLimits ofNewLog() {
    return address == null
        ? limits.withMaxMessage(LogFileDescriptor.LONGEST_MESSAGE).completed()
        : limits.completed();
  }

  /** {@return the limits of a log of which a file was opened} Files of earlier versions state none. */
  LogLimits limitsOf(LogFile file) {
    return file.limits().orElseGet(this::ofNewLog);
  }

  /** {@return what the file after one states: the same, or else what this end does} */
  Optional<LogLimits> ofNextFile(LogFile last) {
    return last.limits()
        .or(() -> Optional.of(limits).filter(LogLimits::isAnyStated).map(stated -> ofNewLog()));
  }
}
