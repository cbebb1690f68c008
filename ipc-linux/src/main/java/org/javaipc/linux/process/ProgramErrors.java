package org.javaipc.linux.process;

import java.nio.file.Path;
import org.javaipc.IpcException;
import org.javaipc.ProgramNotExecutableException;
import org.javaipc.ProgramNotFoundException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.Errno;

/** What the errors of exec mean. */
final class ProgramErrors {
  private ProgramErrors() {}

  static IpcException of(int returned, String call, Path program) {
    String failed = program + ": " + call + " failed with " + Errno.name(-returned) + ": ";
    return switch (-returned) {
      case Errno.ENOENT, Errno.ENOTDIR ->
          new ProgramNotFoundException(
              failed
                  + "it has gone, or the interpreter that its first line or its ELF header names"
                  + " is missing");
      case Errno.EACCES, Errno.EPERM ->
          new ProgramNotExecutableException(
              failed
                  + "this user may not execute it; see its mode and whether its file system is"
                  + " mounted noexec");
      case Errno.ENOEXEC, Errno.ELIBBAD ->
          new ProgramNotExecutableException(
              failed + "neither a program of this machine nor a script that begins with #!");
      case Errno.ETXTBSY -> new ProgramNotExecutableException(failed + "it is open for writing");
      case Errno.EAGAIN ->
          new ResourceLimitException(
              failed
                  + "this user has reached its limit of processes; raise `ulimit -u` or the"
                  + " container's pids limit");
      case Errno.E2BIG ->
          SystemErrors.of(
              returned,
              call,
              program.toString(),
              "its arguments and environment are too long; see `getconf ARG_MAX`");
      default -> SystemErrors.of(returned, call, program.toString());
    };
  }
}
