package org.javaipc.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.spi.ToolProvider;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.io.Streams;
import org.javaipc.cli.process.ProgramEndedException;

/**
 * A tool of ipc-cli-grpc. It and gRPC lie in a folder {@code grpc} beside the jar of the command and are loaded from there
 * when they are needed, so that no other command starts more slowly because of them.
 */
final class GrpcTool {
  private static final String FOLDER = "grpc";
  private static final ClassLoader OWN = GrpcTool.class.getClassLoader();

  private GrpcTool() {}

  /** Runs a tool, and ends the command as it ends. */
  static void run(String name, Streams streams, List<String> arguments) throws IOException {
    Optional<Path> folder = folder().filter(Files::isDirectory);
    if (folder.isEmpty()) {
      run(find(name, OWN), streams, arguments);
      return;
    }
    try (URLClassLoader loader = new URLClassLoader(FOLDER, jars(folder.get()), OWN)) {
      run(find(name, loader), streams, arguments);
    }
  }

  private static void run(ToolProvider tool, Streams streams, List<String> arguments)
      throws IOException {
    PrintWriter out = new PrintWriter(new Lines(StandardOutput.of(streams)));
    PrintWriter err = new PrintWriter(streams.err(), true, StandardCharsets.UTF_8);
    ProgramEndedException.passOn(tool.run(out, err, arguments.toArray(String[]::new)));
  }

  private static ToolProvider find(String name, ClassLoader loader) throws IOException {
    for (ToolProvider tool : ServiceLoader.load(ToolProvider.class, loader)) {
      if (tool.name().equals(name)) {
        return tool;
      }
    }
    throw new IOException(
        "gRPC is missing: it lies in a folder '%s' beside the jar of the command (%s); install the whole of it"
            .formatted(FOLDER, folder().map(Path::toString).orElse("a place unknown")));
  }

  /** {@return where the folder is, or would be} */
  private static Optional<Path> folder() throws IOException {
    CodeSource source = GrpcTool.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(source.getLocation().toURI()).resolveSibling(FOLDER));
    } catch (URISyntaxException e) {
      throw new IOException("the place of the command is not a path: " + source.getLocation(), e);
    }
  }

  private static URL[] jars(Path folder) throws IOException {
    List<URL> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path file : files) {
        jars.add(file.toUri().toURL());
      }
    }
    return jars.toArray(URL[]::new);
  }

  /** Standard output, whose failures a {@link PrintWriter} must not keep to itself. */
  private static final class Lines extends Writer {
    private final StandardOutput out;
    private final StringBuilder pending = new StringBuilder();

    Lines(StandardOutput out) {
      this.out = out;
    }

    @Override
    public void write(char[] text, int offset, int length) {
      pending.append(text, offset, length);
    }

    @Override
    public void flush() {
      try {
        out.text(pending.toString());
        pending.setLength(0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      flush();
    }
  }
}
