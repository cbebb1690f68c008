package org.javaipc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.cli.io.ProgressLine;
import org.javaipc.mmap.FileCopy;
import picocli.CommandLine.Model.CommandSpec;

/** Copies a file by mapping both. */
final class CpCommand implements Command {
  private static final String SOURCE = "SRC";
  private static final String TARGET = "DST";

  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(Options.parameter(0, SOURCE, "A regular file."))
        .addPositional(
            Options.parameter(
                1, TARGET, "A file, created or overwritten in place, or a directory for it."));
  }

  @Override
  public void run(Invocation invocation) throws IOException {
    Path source = invocation.arguments().path(0, SOURCE);
    Path target = target(source, invocation.arguments().path(1, TARGET));
    try (var copy = invocation.cleanup().hold(() -> open(source, target));
        ProgressLine progress = ProgressLine.start(invocation.streams(), copy.get().size())) {
      copy.get().run(progress::add);
    }
  }

  private static FileCopy open(Path source, Path target) throws IOException {
    try {
      return FileCopy.open(source, target);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          source + " and " + target + " are the same file; nothing was changed");
    }
  }

  private static Path target(Path source, Path target) {
    Path name = source.getFileName();
    return Files.isDirectory(target) && name != null ? target.resolve(name) : target;
  }
}
