package org.javaipc.spi;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.TransportUnavailableException;
import org.jspecify.annotations.Nullable;

/** Says why no provider was found for a scheme, and what to do. */
final class MissingProvider {
  private static final ImmutableMap<String, Known> KNOWN =
      ImmutableMap.<String, Known>builder()
          .put("memory", new Known("ipc-ring", "org.javaipc.ring.MemoryProvider"))
          .put("shm", new Known("ipc-shm", "org.javaipc.shm.ShmProvider"))
          .put("sysv", new Known("ipc-shm", "org.javaipc.shm.SysvProvider"))
          .put("sem", new Known("ipc-shm", "org.javaipc.shm.SemProvider"))
          .put("mmap", new Known("ipc-mmap", "org.javaipc.mmap.MmapProvider"))
          .put("pipe", new Known("ipc-pipe", "org.javaipc.pipe.PipeProvider"))
          .put("fifo", new Known("ipc-pipe", "org.javaipc.pipe.FifoProvider"))
          .put("mq", new Known("ipc-mq", "org.javaipc.mq.MqProvider"))
          .put("sysvmq", new Known("ipc-mq", "org.javaipc.mq.SysvMqProvider"))
          .put("unix", new Known("ipc-socket", "org.javaipc.socket.UnixProvider"))
          .put("unixgram", new Known("ipc-socket", "org.javaipc.socket.UnixgramProvider"))
          .put("signal", new Known("ipc-signal", "org.javaipc.signal.SignalProvider"))
          .buildOrThrow();

  /**
   * An artifact, and the provider's class, which a shaded jar may have without its service file.
   */
  private record Known(String artifact, String className) {}

  private MissingProvider() {}

  static TransportUnavailableException of(Class<?> kind, Address address, Set<String> found) {
    boolean events = kind == NotifierProvider.class;
    Known known = KNOWN.get(address.scheme());
    if (known == null) {
      Set<String> schemes = Sets.union(KNOWN.keySet(), found);
      throw new InvalidAddressException(
          "address '%s': there is no scheme '%s' for %s%s; there are %s"
              .formatted(
                  address,
                  address.scheme(),
                  events ? "notifiers" : "channels",
                  Spelling.suggestion(address.scheme(), schemes),
                  String.join(", ", schemes)));
    }
    return new TransportUnavailableException(
        "%s: no %s of scheme %s was found; %s"
            .formatted(address, kind.getSimpleName(), address.scheme(), cure(kind, known)));
  }

  private static String cure(Class<?> kind, Known known) {
    if (isPresent(known.className())) {
      return "its class "
          + known.className()
          + " is there, but META-INF/services/"
          + kind.getName()
          + " does not name it: let the tool that made this jar merge service files";
    }
    return "add the artifact org.javaipc:" + known.artifact();
  }

  private static boolean isPresent(String className) {
    String resource = className.replace('.', '/') + ".class";
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return isIn(context, resource) || isIn(MissingProvider.class.getClassLoader(), resource);
  }

  private static boolean isIn(@Nullable ClassLoader loader, String resource) {
    return loader != null && loader.getResource(resource) != null;
  }
}
