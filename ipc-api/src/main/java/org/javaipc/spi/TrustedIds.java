package org.javaipc.spi;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.javaipc.InvalidAddressException;

/**
 * Users and groups that are trusted: {@code uid:1000,gid:100}.
 *
 * @param uids users
 * @param gids groups
 */
public record TrustedIds(Set<Integer> uids, Set<Integer> gids) {
  /** How the list is written, for messages. */
  public static final String FORM = "a list of numeric ids such as uid:1000,gid:100";

  private static final long NO_ID = 0xffff_ffffL;

  /** Copies the sets. */
  public TrustedIds {
    uids = Set.copyOf(uids);
    gids = Set.copyOf(gids);
  }

  /**
   * {@return the users and groups in a text}
   *
   * @param text such as {@code uid:1000,gid:100}
   * @param invalid makes the exception for a malformed text
   */
  public static TrustedIds parse(String text, Supplier<InvalidAddressException> invalid) {
    Set<Integer> uids = new HashSet<>();
    Set<Integer> gids = new HashSet<>();
    for (String part : text.split(",", -1)) {
      String number = part.substring(Math.min(4, part.length()));
      if (!isId(number)) {
        throw invalid.get();
      } else if (part.startsWith("uid:")) {
        uids.add(Integer.parseUnsignedInt(number));
      } else if (part.startsWith("gid:")) {
        gids.add(Integer.parseUnsignedInt(number));
      } else {
        throw invalid.get();
      }
    }
    return new TrustedIds(uids, gids);
  }

  /**
   * {@return the users and groups that are trusted if an address does not say: those of the system property {@code
   * ipc.trust}, else those of the environment variable {@code IPC_TRUST}, else none}
   *
   * @throws InvalidAddressException if that is not such a list
   */
  public static TrustedIds configured() {
    String property = System.getProperty("ipc.trust", "");
    Optional<String> text =
        property.isEmpty() ? NativeEnvironment.variable("IPC_TRUST") : Optional.of(property);
    return text.filter(value -> !value.isEmpty())
        .map(value ->
            parse(
                value,
                () -> new InvalidAddressException("IPC_TRUST=%s is not %s".formatted(value, FORM))))
        .orElseGet(() -> new TrustedIds(Set.of(), Set.of()));
  }

  /**
   * {@return whether a text is the number of a user or a group} The kernel's ids have 32 bits, and the highest number means none.
   *
   * @param text to look at
   */
  public static boolean isId(String text) {
    return text.matches("[0-9]{1,10}") && Long.parseLong(text) < NO_ID;
  }
}
