package org.javaipc.spi;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.javaipc.Capability;
import org.javaipc.NameForm;

/**
 * What every provider states about its transport. {@link java.util.ServiceLoader} finds providers: a module {@code
 * provides} one, and a jar on the class path names one in {@code META-INF/services}. A provider has a public
 * constructor without parameters, which must be fast and must not fail.
 */
public interface TransportProvider {
  /** {@return the scheme, as in addresses: {@code shm}} */
  String scheme();

  /** {@return the artifact that contains this provider: {@code ipc-shm}} */
  String artifact();

  /**
   * {@return why this transport cannot be used on this machine or by this process, with the cure;
   * empty if it can be} Called before each use, so it must be quick.
   */
  Optional<String> unavailable();

  /**
   * {@return what is missing here although the transport can be used, each with its cure, one sentence each} Called for
   * display only, so it may take a second.
   */
  default List<String> remarks() {
    return List.of();
  }

  /**
   * {@return the priority of this provider} If several providers serve a scheme, the one with the highest number is
   * used.
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
