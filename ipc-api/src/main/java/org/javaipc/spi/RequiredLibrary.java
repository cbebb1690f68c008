package org.javaipc.spi;

import java.util.Objects;
import java.util.function.Supplier;
import org.javaipc.LibraryUnavailableException;

/**
 * A library that a module uses and that an application may lack, or have in a version that is too old. Code that refers
 * to the library must be in a class that is loaded inside {@link #use}.
 *
 * <p>Several threads may use it at once.
 *
 * @param artifact group and name in Maven's spelling, such as {@code com.google.protobuf:protobuf-java}
 * @param least the oldest version that works, such as {@code 3.25}
 * @param packages how the names of its packages begin, such as {@code com.google.protobuf}
 */
public record RequiredLibrary(String artifact, String least, String packages) {
  /** Checks that nothing is null. */
  public RequiredLibrary {
    Objects.requireNonNull(artifact, "artifact");
    Objects.requireNonNull(least, "least");
    Objects.requireNonNull(packages, "packages");
  }

  /**
   * {@return the result of a body that uses the library} Errors that do not come from the library are thrown unchanged.
   *
   * @param <T> type of the result
   * @param user what needs the library, such as {@code ProtobufCodec.of}
   * @param body uses the library
   * @throws LibraryUnavailableException if the library is missing or lacks what the body uses
   */
  public <T> T use(String user, Supplier<T> body) {
    try {
      return body.get();
    } catch (LinkageError e) {
      if (!names(e)) {
        throw e;
      }
      throw new LibraryUnavailableException(
          "%s: %s is missing or older than %s (%s); add %s:%s or newer to the class path or module path"
              .formatted(user, artifact, least, firstLine(e), artifact, least),
          e);
    }
  }

  /** The JVM spells names with slashes or with dots. */
  private boolean names(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).replace('/', '.').contains(packages)) {
        return true;
      }
    }
    return false;
  }

  private static String firstLine(Throwable failure) {
    return failure.toString().lines().findFirst().orElse("");
  }
}
