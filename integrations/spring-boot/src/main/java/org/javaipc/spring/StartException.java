package org.javaipc.spring;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Why the application cannot start with its channels, and what to do. */
final class StartException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String action;

  StartException(String description, String action) {
    this(description, action, null);
  }

  StartException(String description, String action, @Nullable Throwable cause) {
    super(description, cause);
    this.action = action;
  }

  String action() {
    return action;
  }
}
