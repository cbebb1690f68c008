package org.javaipc.cli.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.javaipc.NameForm;
import org.javaipc.spi.NativeEnvironment;
import org.javaipc.spi.NativeText;

/**
 * A runtime directory for one run of a command, removed with it: some transports keep what they
 * make for the next receiver, and here none will come. It lies within the configured runtime
 * directory, else within {@code /dev/shm}.
 */
public final class RunDirectory implements AutoCloseable {
  private static final String OPTION = "dir";

  private final Path path;

  private RunDirectory(Path path) {
    this.path = path;
  }

  /** {@return a new directory, for this user alone} */
  public static RunDirectory create() throws IOException {
    String configured =
        NativeEnvironment.property("ipc.dir")
            .or(() -> NativeEnvironment.variable("IPC_DIR"))
            .orElse("/dev/shm");
    Path parent = Files.createDirectories(NativeText.path(configured));
    return new RunDirectory(Files.createTempDirectory(parent, "ipc-run-"));
  }

  /** {@return an address like the given one, in this directory unless it says where it is} */
  public Address within(Address address) {
    if (address.nameForm() != NameForm.PLAIN || address.options().containsKey(OPTION)) {
      return address;
    }
    Map<String, String> options = new LinkedHashMap<>(address.options());
    options.put(OPTION, NativeText.text(path));
    return new Address(address.scheme(), address.name(), options);
  }

  /** Removes it and what is in it. */
  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : List.copyOf(files.toList())) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(path);
  }
}
