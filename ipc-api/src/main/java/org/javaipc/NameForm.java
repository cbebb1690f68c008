package org.javaipc;

/** The forms that the name in an {@link Address} takes. */
public enum NameForm {
  /** {@code orders}: 1 to 64 of {@code A-Z a-z 0-9 . _ -}; lives in the runtime directory. */
  PLAIN,
  /** {@code /var/run/orders} or {@code ./orders}: a path, which has a slash. */
  PATH,
  /** {@code @orders}: a name in the abstract namespace of sockets. */
  ABSTRACT
}
