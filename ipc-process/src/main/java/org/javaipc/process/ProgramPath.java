package org.javaipc.process;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.ProgramNotExecutableException;
import org.javaipc.ProgramNotFoundException;
import org.javaipc.spi.NativeText;

/**
 * Finds a program as execvp(3) does, but for its last resort: what is not a program is not handed to a
 * shell.
 */
final class ProgramPath {
  /** Where libc looks if there is no PATH. */
  private static final String USUAL = "/bin:/usr/bin";

  private ProgramPath() {}

  /**
   * {@return the absolute path of a program}
   *
   * @param name with a slash: a path, relative to the directory; without: looked for
   * @param path list of directories to look in; the usual ones if empty
   * @param directory that the program will work in
   */
  static Path find(String name, Optional<String> path, Path directory) throws IpcException {
    if (name.indexOf('/') >= 0) {
      return usable(name, resolve(directory, name));
    }
    Path refused = null;
    for (String folder : path.orElse(USUAL).split(":", -1)) {
      Path candidate = resolve(directory, folder).resolve(NativeText.path(name));
      if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return candidate;
      }
      if (refused == null && Files.isRegularFile(candidate)) {
        refused = candidate;
      }
    }
    if (refused != null) {
      return usable(name, refused);
    }
    throw new ProgramNotFoundException(name + ": no such program in PATH=" + path.orElse(USUAL));
  }

  private static Path usable(String name, Path file) throws IpcException {
    if (!Files.exists(file)) {
      throw new ProgramNotFoundException(name + ": no such program; looked at " + file);
    }
    if (Files.isDirectory(file)) {
      throw new ProgramNotExecutableException(file + ": it is a directory");
    }
    if (!Files.isExecutable(file)) {
      throw new ProgramNotExecutableException(
          file + ": this user may not execute it; see its mode (chmod +x) and its file system");
    }
    return file;
  }

  private static Path resolve(Path directory, String name) throws IpcException {
    try {
      return directory.resolve(NativeText.path(name));
    } catch (InvalidPathException e) {
      throw new ProgramNotFoundException(name + ": not a valid name for a program");
    }
  }
}
