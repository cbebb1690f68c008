package org.javaipc.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.javaipc.ConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Finds {@code ipc.properties}, when it is first asked for: {@code -Dipc.config=FILE}, else the
 * working directory's, else the class path's. What was found is kept; a failure is not.
 */
final class PropertiesFile {
  private static final String NAME = "ipc.properties";

  private @Nullable List<Source> found;

  /**
   * {@return the file's values; empty if there is no file}
   *
   * @throws ConfigurationException if there is one that cannot be read
   */
  synchronized List<Source> sources() throws ConfigurationException {
    List<Source> sources = found;
    if (sources == null) {
      sources = find();
      found = sources;
    }
    return sources;
  }

  private static List<Source> find() throws ConfigurationException {
    String explicit = System.getProperty("ipc.config");
    if (explicit != null) {
      return List.of(read(explicit + ", which -Dipc.config names", () -> bytes(explicit)));
    }
    Path local = Path.of(NAME);
    if (Files.exists(local)) {
      return List.of(read(local.toAbsolutePath().toString(), () -> Files.readAllBytes(local)));
    }
    URL resource = resource();
    return resource == null ? List.of() : List.of(read(resource.toString(), () -> bytes(resource)));
  }

  private static @Nullable URL resource() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return loader == null ? null : loader.getResource(NAME);
  }

  private static byte[] bytes(String path) throws IOException {
    try {
      return Files.readAllBytes(Path.of(path));
    } catch (InvalidPathException e) {
      throw new IOException(e.getReason(), e);
    }
  }

  private static byte[] bytes(URL resource) throws IOException {
    try (InputStream in = resource.openStream()) {
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
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "permission denied";
      case CharacterCodingException _ -> "it is not UTF-8";
      default -> String.valueOf(e.getMessage());
    };
  }

  private interface Content {
    byte[] read() throws IOException;
  }
}
