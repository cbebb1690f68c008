package org.javaipc.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcContext;
import org.javaipc.IpcException;

/** {@code ipc.properties} of the class path. */
final class ConfigurationTarget implements Decoder.Target {
  private final Path folder;

  ConfigurationTarget() {
    try {
      folder = Files.createTempDirectory("javaipc-fuzz-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            "ipc.channel.orders=memory:orders?capacity=1MiB\n",
            "# template\nipc.channel.default = shm:{name}?wait=spin\nipc.provider.shm=a.B\n",
            "ipc.channel.a = memory\\\n  :a\n!\nipc.channel.a=twice\n")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public void read(byte[] input) throws Exception {
    Files.write(folder.resolve("ipc.properties"), input);
    Thread thread = Thread.currentThread();
    ClassLoader usual = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, usual)) {
      thread.setContextClassLoader(loader);
      IpcContext.builder().build().channel("orders").capabilities();
    } catch (IpcException | InvalidAddressException e) {
      // a line, a key or a value that is wrong, and said to be
    } finally {
      thread.setContextClassLoader(usual);
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(folder.resolve("ipc.properties"));
    Files.delete(folder);
  }
}
