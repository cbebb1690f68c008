package org.javaipc.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.javaipc.ConfigurationException;
import org.javaipc.spi.NativeEnvironment;
import org.javaipc.spi.NativeText;
import org.jspecify.annotations.Nullable;

/**
 * Finds {@code ipc.properties}, whenever it is asked for: {@code -Dipc.config=FILE}, else the working
 * directory's, else the first that one of {@link ApplicationLoaders} has. What was found is kept, that
 * of a class loader for as long as the class loader lives; that there was nothing, or that it could
 * not be read, is not, because the next caller may be another application or come from a thread that
 * sees more.
 */
final class PropertiesFile {
  private static final String NAME = "ipc.properties";

  /** What was read from a file. */
  private @Nullable List<Source> found;

  /** What was read from the class path, by the class loader that was asked. */
  private final Map<ClassLoader, List<Source>> foundBy = new WeakHashMap<>();

  /**
   * {@return the file's values; empty if there is no file}
   *
   * @throws ConfigurationException if there is one that cannot be read
   */
  synchronized List<Source> sources() throws ConfigurationException {
    List<Source> sources = found;
    if (sources == null) {
      sources = file();
      found = sources;
    }
    return sources == null ? onClassPath() : sources;
  }

  private static @Nullable List<Source> file() throws ConfigurationException {
    String explicit = NativeEnvironment.property("ipc.config").orElse(null);
    if (explicit != null) {
      return List.of(read(explicit + ", which -Dipc.config names", () -> bytes(explicit)));
    }
    Path local = Path.of(NAME);
    return Files.exists(local)
        ? List.of(read(local.toAbsolutePath().toString(), () -> Files.readAllBytes(local)))
        : null;
  }

  private List<Source> onClassPath() throws ConfigurationException {
    for (ClassLoader loader : ApplicationLoaders.current()) {
      List<Source> known = foundBy.get(loader);
      if (known != null) {
        return known;
      }
      URL resource = loader.getResource(NAME);
      if (resource != null) {
        List<Source> sources = List.of(read(resource.toString(), () -> bytes(resource)));
        foundBy.put(loader, sources);
        return sources;
      }
    }
    return List.of();
  }

  /** {@return where a file was looked for, for people} */
  static String places() {
    String explicit = NativeEnvironment.property("ipc.config").orElse(null);
    return explicit != null
        ? explicit + " (-Dipc.config)"
        : Path.of(NAME).toAbsolutePath() + " and " + NAME + " on the class path";
  }

  private static byte[] bytes(String path) throws IOException {
    try {
      return Files.readAllBytes(NativeText.path(path));
    } catch (InvalidPathException e) {
      throw new IOException(e.getReason(), e);
    }
  }

  private static byte[] bytes(URL resource) throws IOException {
    URLConnection connection = resource.openConnection();
    connection.setUseCaches(false); // a cached jar would stay open after its application is gone
    try (InputStream in = connection.getInputStream()) {
      return in.readAllBytes();
    }
  }

  private static Source read(String description, Content content) throws ConfigurationException {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content.read())).toString();
      return Source.ofMap(description, new PropertiesText(description).parse(text));
    } catch (ConfigurationException e) {
      throw e;
    } catch (IOException e) {
      throw new ConfigurationException(
          "cannot read the configuration " + description + ": " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file";
      case AccessDeniedException _ -> "permission denied";
      case CharacterCodingException _ -> "it is not UTF-8";
      default -> String.valueOf(e.getMessage());
    };
  }

  private interface Content {
    byte[] read() throws IOException;
  }
}
