package org.javaipc.spi;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.javaipc.Capability;
import org.javaipc.NameForm;

/**
 * What every provider says of its transport. Found by {@link java.util.ServiceLoader}: a module
 * {@code provides} it, a jar on the class path names it in {@code META-INF/services}. It has a
 * public constructor without parameters, which does nothing that costs time or can fail.
 */
public interface TransportProvider {
  /** {@return the scheme, as in addresses: {@code shm}} */
  String scheme();

  /** {@return the artifact that brings this provider: {@code ipc-shm}} */
  String artifact();

  /**
   * {@return why this transport cannot be used on this machine or by this process, with the cure;
   * empty if it can be} Asked before each use, so it must be quick.
   */
  Optional<String> unavailable();

  /**
   * {@return what this transport has to do without here though it can be used, with the cure, a sentence
   * each} Asked to be shown, so it may take a second.
   */
  default List<String> remarks() {
    return List.of();
  }

  /**
   * {@return which provider wins when several serve the scheme: the one with the highest number}
   */
  default int priority() {
    return 0;
  }

  /** {@return what the transport's channels can do} */
  Set<Capability> capabilities();

  /** {@return which forms a channel's name may have} */
  default Set<NameForm> nameForms() {
    return Set.of(NameForm.PLAIN);
  }

  /** {@return the names of the options that this transport has besides the common ones} */
  default Set<String> ownOptions() {
    return Set.of();
  }
}
