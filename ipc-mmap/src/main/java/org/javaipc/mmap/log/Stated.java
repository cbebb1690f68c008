package org.javaipc.mmap.log;

import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.spi.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * What an end states about a log in its address. It is compared with each file that the end opens.
 *
 * @param address of the end, for messages; null for a tool, which accepts messages of any type and length
 * @param type that it states, {@code type=}; empty for none
 * @param limits that it states
 */
record Stated(@Nullable Address address, Optional<String> type, LogLimits limits) {
  /** For a tool that only reads. */
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

  /** {@return the limits of a log that this end creates} */
  LogLimits ofNewLog() {
    return address == null
        ? limits.withMaxMessage(LogFileDescriptor.LONGEST_MESSAGE).completed()
        : limits.completed();
  }

  /** {@return the limits of the log that a file belongs to} Files of earlier versions state none. */
  LogLimits limitsOf(LogFile file) {
    return file.limits().orElseGet(this::ofNewLog);
  }

  /** {@return the limits for the file after the last one: the same, or, if it states none, those of this end} */
  Optional<LogLimits> ofNextFile(LogFile last) {
    return last.limits()
        .or(() -> Optional.of(limits).filter(LogLimits::isAnyStated).map(stated -> ofNewLog()));
  }
}
