package org.javaipc.spi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<String, List<P>> byScheme = new LinkedHashMap<>();
  private final Settings settings;

  /** Loads all providers of a kind. */
  ProviderIndex(Class<P> kind, ServiceLoader<P> loader, Settings settings)
      throws TransportUnavailableException {
    this.kind = kind;
    this.settings = settings;
    try {
      for (P provider : loader) {
        byScheme.computeIfAbsent(provider.scheme(), scheme -> new ArrayList<>()).add(provider);
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new TransportUnavailableException(
          "a provider of %s is named but cannot be loaded: %s; remove its jar or add what it needs"
              .formatted(kind.getName(), e.getMessage()),
          e);
    }
  }

  /** {@return the providers, one a scheme, in the order of their schemes} */
  List<P> strongest() {
    return byScheme.keySet().stream().sorted().map(scheme -> strongest(of(scheme))).toList();
  }

  /**
   * {@return the provider of an address, which is available and accepts the form of its name}
   *
   * @param address to serve
   * @param otherKinds an explicit choice may also name one of these
   */
  P available(Address address, ProviderIndex<?>... otherKinds)
      throws TransportUnavailableException, ConfigurationException {
    P provider = chosen(address, List.of(otherKinds));
    if (!provider.nameForms().contains(address.nameForm())) {
      throw new InvalidAddressException(
          "address '%s': %s: does not accept a %s name; use %s"
              .formatted(address, address.scheme(), address.nameForm(), provider.nameForms()));
    }
    Optional<String> reason = provider.unavailable();
    if (reason.isPresent()) {
      throw new TransportUnavailableException(
          "%s: %s: is not available: %s".formatted(address, address.scheme(), reason.get()));
    }
    return provider;
  }

  private List<P> of(String scheme) {
    return byScheme.getOrDefault(scheme, List.of());
  }

  private P chosen(Address address, List<ProviderIndex<?>> otherKinds)
      throws TransportUnavailableException, ConfigurationException {
    List<P> candidates = of(address.scheme());
    if (candidates.isEmpty()) {
      throw MissingProvider.of(
          kind,
          address,
          byScheme.keySet(),
          otherKinds.stream().anyMatch(other -> other.has(address.scheme())));
    }
    List<String> names = explicitChoice(address.scheme(), candidates.size());
    for (P candidate : candidates) {
      if (names.contains(candidate.getClass().getName())) {
        return candidate;
      }
    }
    for (String name : names) {
      if (otherKinds.stream().noneMatch(other -> other.has(address.scheme(), name))) {
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
    return of(scheme).stream()
        .anyMatch(provider -> provider.getClass().getName().equals(className));
  }

  /** {@return the classes that the configuration names} */
  private List<String> explicitChoice(String scheme, int candidates) throws ConfigurationException {
    try {
      return settings.value("ipc.provider." + scheme).map(ProviderIndex::words).orElse(List.of());
    } catch (ConfigurationException e) {
      if (candidates == 1) {
        return List.of(); // Nothing to choose: a full address works without the file.
      }
      throw e;
    }
  }

  private static List<String> words(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private P unambiguous(Address address, List<P> candidates) throws TransportUnavailableException {
    P winner = strongest(candidates);
    List<P> equals =
        candidates.stream().filter(other -> other.priority() == winner.priority()).toList();
    if (equals.size() > 1) {
      throw new TransportUnavailableException(
          "%s: several providers of scheme %s have priority %d: %s; remove one, or set ipc.provider.%s to the class to use"
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
