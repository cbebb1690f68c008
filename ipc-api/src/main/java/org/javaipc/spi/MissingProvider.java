package org.javaipc.spi;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.TransportUnavailableException;
import org.javaipc.config.ApplicationLoaders;

/** Says why no provider was found for a scheme, and what to do. */
final class MissingProvider {
  /** What the providers of each kind provide. */
  private static final Map<Class<?>, String> WORDS =
      Map.of(
          ChannelProvider.class, "channels",
          NotifierProvider.class, "events",
          TopicProvider.class, "topics");

  private static final Map<String, Known> KNOWN = known();

  /**
   * What is known of a transport of this project.
   *
   * @param unit last part of the names of its module, its package and its artifact
   * @param className of its provider, relative to that package; a shaded jar may contain the class without its service
   *     file
   * @param kinds of providers that it has
   */
  private record Known(String unit, String className, Set<Class<?>> kinds) {
    static Known ofAll(String unit, String className) {
      return new Known(unit, inPackage(unit, className), WORDS.keySet());
    }

    static Known ofBoth(String unit, String className) {
      return new Known(
          unit, inPackage(unit, className), Set.of(ChannelProvider.class, NotifierProvider.class));
    }

    static Known ofChannels(String unit, String className) {
      return new Known(unit, inPackage(unit, className), Set.of(ChannelProvider.class));
    }

    static Known ofEvents(String unit, String className) {
      return new Known(unit, inPackage(unit, className), Set.of(NotifierProvider.class));
    }

    private static String inPackage(String unit, String className) {
      return "org.javaipc." + unit + "." + className;
    }

    boolean has(Class<?> kind) {
      return kinds.contains(kind);
    }
  }

  private MissingProvider() {}

  private static Map<String, Known> known() {
    Map<String, Known> known = new LinkedHashMap<>(); // in the order of messages
    known.put("memory", Known.ofAll("core", "memory.MemoryProvider"));
    known.put("shm", Known.ofAll("shm", "ShmProvider"));
    known.put("sysv", Known.ofBoth("shm", "SysvProvider"));
    known.put("sem", Known.ofEvents("shm", "SemProvider"));
    known.put("mmap", Known.ofAll("mmap", "MmapProvider"));
    known.put("pipe", Known.ofChannels("pipe", "PipeProvider"));
    known.put("fifo", Known.ofChannels("pipe", "FifoProvider"));
    known.put("mq", Known.ofChannels("mq", "MqProvider"));
    known.put("sysvmq", Known.ofChannels("mq", "SysvmqProvider"));
    known.put("unix", Known.ofChannels("socket", "UnixProvider"));
    known.put("unixgram", Known.ofChannels("socket", "UnixgramProvider"));
    known.put("grpc", Known.ofBoth("network", "GrpcProvider"));
    known.put("signal", Known.ofEvents("signal", "SignalProvider"));
    return known;
  }

  /**
   * {@return the exception to throw}
   *
   * @param kind of provider that is asked for
   * @param address that needs it
   * @param found the schemes of the providers of that kind
   * @param otherKind whether there is a provider of the other kind
   */
  static TransportUnavailableException of(
      Class<?> kind, Address address, Set<String> found, boolean otherKind) {
    Known known = KNOWN.get(address.scheme());
    if (known == null ? otherKind : !known.has(kind)) {
      throw wrongKind(kind, address, found);
    }
    if (known == null) {
      throw unknownScheme(kind, address, found);
    }
    return new TransportUnavailableException(
        "%s: no %s of scheme %s was found; %s"
            .formatted(address, kind.getSimpleName(), address.scheme(), cure(kind, known)));
  }

  private static InvalidAddressException wrongKind(
      Class<?> kind, Address address, Set<String> found) {
    return new InvalidAddressException(
        "address '%s': %s: carries %s; the schemes that carry %s are %s"
            .formatted(
                address,
                address.scheme(),
                instead(kind),
                kind == ChannelProvider.class ? "messages" : WORDS.get(kind),
                String.join(", ", schemes(kind, found))));
  }

  /** {@return what a scheme does carry, if it does not carry what a kind of provider provides} */
  private static String instead(Class<?> kind) {
    if (kind == TopicProvider.class) {
      return "no topics";
    }
    return kind == NotifierProvider.class ? "messages, not events" : "events, not messages";
  }

  private static InvalidAddressException unknownScheme(
      Class<?> kind, Address address, Set<String> found) {
    Set<String> schemes = schemes(kind, found);
    return new InvalidAddressException(
        "address '%s': unknown scheme '%s' for %s%s; there are %s"
            .formatted(
                address,
                address.scheme(),
                WORDS.get(kind),
                Spelling.suggestion(address.scheme(), schemes),
                String.join(", ", schemes)));
  }

  private static Set<String> schemes(Class<?> kind, Set<String> found) {
    Set<String> schemes = new LinkedHashSet<>();
    KNOWN.forEach((scheme, known) -> {
      if (known.has(kind)) {
        schemes.add(scheme);
      }
    });
    schemes.addAll(found);
    return schemes;
  }

  private static String cure(Class<?> kind, Known known) {
    if (isPresent(known.className())) {
      return "its class "
          + known.className()
          + " is present, but META-INF/services/"
          + kind.getName()
          + " does not name it: have the tool that built this jar merge service files";
    }
    String artifact = "add the artifact org.javaipc:ipc-" + known.unit();
    return MissingProvider.class.getModule().isNamed()
        ? artifact
            + " to the module path; for an image, run jlink with --add-modules org.javaipc."
            + known.unit()
        : artifact;
  }

  private static boolean isPresent(String className) {
    String resource = className.replace('.', '/') + ".class";
    return ApplicationLoaders.current().stream()
        .anyMatch(loader -> loader.getResource(resource) != null);
  }
}
