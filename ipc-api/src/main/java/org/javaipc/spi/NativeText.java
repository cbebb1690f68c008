package org.javaipc.spi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Converts text that the kernel keeps as bytes (arguments, variables, names of files), without loss in either
 * direction.
 *
 * <p>The bytes are read as UTF-8, even if the JVM reads them as ASCII because no locale is set. In any other locale
 * they are read in the JVM's encoding. Each byte that is not part of such a text becomes one of the characters U+DC80
 * to U+DCFF, which occur in no text; that character becomes the byte again.
 */
public final class NativeText {
  private static final Charset CHARSET =
      charset(System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name()));
  private static final Path WORKING_DIRECTORY = Path.of("/proc/self/cwd");
  private static final char REPLACEMENT = '\uFFFD';
  private static final int ESCAPE = 0xDC00;
  private static final int ESCAPED_FIRST = ESCAPE | 0x80;
  private static final int ESCAPED_LAST = ESCAPE | 0xFF;
  private static final String PLAIN_IN_URI = "/._-";

  private NativeText() {}

  private static Charset charset(String ofJvm) {
    if (!Charset.isSupported(ofJvm)) {
      return StandardCharsets.UTF_8;
    }
    Charset charset = Charset.forName(ofJvm);
    return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
  }

  /**
   * {@return the bytes of a text}
   *
   * @param text to give to the kernel
   */
  public static byte[] encode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    int from = 0;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      if (point >= ESCAPED_FIRST && point <= ESCAPED_LAST) {
        bytes.writeBytes(text.substring(from, at).getBytes(CHARSET));
        bytes.write(point & 0xFF);
        from = at + 1;
      }
      at += Character.charCount(point);
    }
    bytes.writeBytes(text.substring(from).getBytes(CHARSET));
    return bytes.toByteArray();
  }

  /**
   * {@return the text of bytes, which {@link #encode} turns back into the same bytes}
   *
   * @param bytes from the kernel
   */
  public static String decode(byte[] bytes) {
    CharsetDecoder decoder =
        CHARSET
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out =
        CharBuffer.allocate((int) (bytes.length * Math.max(1, decoder.maxCharsPerByte())) + 1);
    CoderResult result = decoder.decode(in, out, true);
    while (result.isError()) {
      for (int i = 0; i < result.length(); i++) {
        byte escaped = in.get();
        out.put((char) (escaped < 0 ? ESCAPE | (escaped & 0xFF) : escaped));
      }
      result = decoder.decode(in, out, true);
    }
    decoder.flush(out);
    return out.flip().toString();
  }

  /**
   * {@return the path that a text names} Unlike {@link Path#of(String, String...)} it finds every file in every
   * locale.
   *
   * @param text absolute or relative
   * @throws InvalidPathException if the text holds a zero character
   */
  public static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      if (text.indexOf('\0') >= 0) {
        throw e;
      }
      Path root = Path.of("/");
      Path absolute = Path.of(URI.create("file://" + escaped(encode("/" + text))));
      return text.startsWith("/") ? absolute : root.relativize(absolute);
    }
  }

  /**
   * {@return a path for {@link Files}} It is the same path, but absolute if the JVM has lost the name of its working
   * directory and would look in another.
   *
   * @param path of the default file system
   */
  public static Path reachable(Path path) {
    return isWorkingDirectoryLost() ? absolute(path) : path;
  }

  /**
   * {@return a path made absolute} Unlike {@link Path#toAbsolutePath} it finds the working directory in every locale.
   *
   * @param path of the default file system
   */
  public static Path absolute(Path path) {
    if (!path.isAbsolute() && isWorkingDirectoryLost()) {
      try {
        return Files.readSymbolicLink(WORKING_DIRECTORY).resolve(path);
      } catch (IOException e) {
        return path.toAbsolutePath(); // without /proc the JVM's guess is all there is
      }
    }
    return path.toAbsolutePath();
  }

  private static boolean isWorkingDirectoryLost() {
    return System.getProperty("user.dir", "").indexOf(REPLACEMENT) >= 0;
  }

  /**
   * {@return a path as text} Unlike {@link Path#toString} it stands for the same bytes in every locale.
   *
   * @param path of the default file system
   */
  public static String text(Path path) {
    String text = path.toString();
    if (text.indexOf(REPLACEMENT) < 0) {
      return text;
    }
    String absolute = decode(unescaped(Path.of("/").resolve(path).toUri().getRawPath()));
    int from = path.isAbsolute() ? 0 : 1;
    int to = absolute.length() - (absolute.endsWith("/") ? 1 : 0); // toUri marks directories
    return absolute.substring(from, to);
  }

  /**
   * {@return the last name of a path as text; for the root, the root}
   *
   * @param path of the default file system
   */
  public static String fileName(Path path) {
    Path name = path.getFileName();
    return text(name == null ? path : name);
  }

  /** Java's paths keep bytes as they are, but only a URI can pass them in as bytes. */
  private static String escaped(byte[] bytes) {
    StringBuilder uri = new StringBuilder();
    for (byte b : bytes) {
      char c = (char) (b & 0xFF);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN_IN_URI.indexOf(c) >= 0);
      if (c == '/' && !uri.isEmpty() && uri.charAt(uri.length() - 1) == '/') {
        continue; // an empty name between two slashes names nothing
      }
      uri.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    return uri.toString();
  }

  private static byte[] unescaped(String uri) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(uri.length());
    for (int at = 0; at < uri.length(); at++) {
      if (uri.charAt(at) == '%') {
        bytes.write(Integer.parseInt(uri, at + 1, at + 3, 16));
        at += 2;
      } else {
        bytes.write(uri.charAt(at));
      }
    }
    return bytes.toByteArray();
  }
}
