package org.javaipc.spi;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.javaipc.Address;
import org.javaipc.ConfigurationException;
import org.javaipc.InvalidAddressException;
import org.javaipc.TransportUnavailableException;
import org.javaipc.spi.TransportRegistry.Settings;

/**
 * The providers of one kind that were found, and which of them serves an address.
 *
 * @param <P> the kind
 */
final class ProviderIndex<P extends TransportProvider> {
  private final Class<P> kind;
  private final ImmutableListMultimap<String, P> byScheme;
  private final Settings settings;

  /** Loads all providers of a kind. */
  ProviderIndex(Class<P> kind, ServiceLoader<P> loader, Settings settings)
      throws TransportUnavailableException {
    this.kind = kind;
    this.settings = settings;
    ImmutableListMultimap.Builder<String, P> found = ImmutableListMultimap.builder();
    try {
      for (P provider : loader) {
        found.put(provider.scheme(), provider);
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new TransportUnavailableException(
          "a provider of %s is named but cannot be loaded: %s; remove its jar or add what it needs"
              .formatted(kind.getName(), e.getMessage()),
          e);
    }
    this.byScheme = found.build();
  }

  /** {@return the providers, one a scheme, in the order of their schemes} */
  List<P> strongest() {
    return byScheme.keySet().stream()
        .sorted()
        .map(scheme -> strongest(byScheme.get(scheme)))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * {@return the provider of an address, which is available and takes the form of its name}
   *
   * @param address to serve
   * @param otherKind an explicit choice may also name one of these
   */
  P available(Address address, ProviderIndex<?> otherKind)
      throws TransportUnavailableException, ConfigurationException {
    P provider = chosen(address, otherKind);
    if (!provider.nameForms().contains(address.nameForm())) {
      throw new InvalidAddressException(
          "address '%s': %s: takes no %s name, only %s"
              .formatted(address, address.scheme(), address.nameForm(), provider.nameForms()));
    }
    Optional<String> reason = provider.unavailable();
    if (reason.isPresent()) {
      throw new TransportUnavailableException(
          "%s: %s: is not available: %s".formatted(address, address.scheme(), reason.get()));
    }
    return provider;
  }

  private P chosen(Address address, ProviderIndex<?> otherKind)
      throws TransportUnavailableException, ConfigurationException {
    ImmutableList<P> candidates = byScheme.get(address.scheme());
    if (candidates.isEmpty()) {
      throw MissingProvider.of(kind, address, byScheme.keySet());
    }
    List<String> names = explicitChoice(address.scheme(), candidates.size());
    for (P candidate : candidates) {
      if (names.contains(candidate.getClass().getName())) {
        return candidate;
      }
    }
    for (String name : names) {
      if (!otherKind.has(address.scheme(), name)) {
        throw new TransportUnavailableException(
            "%s: ipc.provider.%s=%s names none of the providers of that scheme: %s"
                .formatted(address, address.scheme(), name, describe(candidates)));
      }
    }
    return unambiguous(address, candidates);
  }

  /** {@return whether there is a provider of a scheme} */
  boolean has(String scheme) {
    return byScheme.containsKey(scheme);
  }

  private boolean has(String scheme, String className) {
    return byScheme.get(scheme).stream()
        .anyMatch(provider -> provider.getClass().getName().equals(className));
  }

  /** {@return the classes that the configuration names} */
  private List<String> explicitChoice(String scheme, int candidates) throws ConfigurationException {
    try {
      return settings
          .value("ipc.provider." + scheme)
          .map(Splitter.on(',').trimResults().omitEmptyStrings()::splitToList)
          .orElse(List.of());
    } catch (ConfigurationException e) {
      if (candidates == 1) {
        return List.of(); // Nothing to choose: an address in full works without the file.
      }
      throw e;
    }
  }

  private P unambiguous(Address address, ImmutableList<P> candidates)
      throws TransportUnavailableException {
    P winner = strongest(candidates);
    List<P> equals =
        candidates.stream().filter(other -> other.priority() == winner.priority()).toList();
    if (equals.size() > 1) {
      throw new TransportUnavailableException(
          "%s: several providers of scheme %s have priority %d: %s; remove one, or set ipc.provider.%s to the class that is meant"
              .formatted(
                  address,
                  address.scheme(),
                  winner.priority(),
                  describe(equals),
                  address.scheme()));
    }
    return winner;
  }

  private static <P extends TransportProvider> P strongest(List<P> candidates) {
    return candidates.stream()
        .max(Comparator.comparingInt(TransportProvider::priority))
        .orElseThrow();
  }

  private static String describe(List<? extends TransportProvider> providers) {
    return providers.stream().map(ProviderIndex::describe).toList().toString();
  }

  private static String describe(TransportProvider provider) {
    var source = provider.getClass().getProtectionDomain().getCodeSource();
    return provider.getClass().getName()
        + " in "
        + (source == null ? "the JDK" : source.getLocation());
  }
}
