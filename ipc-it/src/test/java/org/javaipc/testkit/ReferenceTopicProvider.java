package org.javaipc.testkit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Topic;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.spi.TopicOptions;
import org.javaipc.spi.TopicProvider;

/** Topics of {@code reference:}: those of {@code memory:}, broken in one way with {@code breach=NAME}. */
public final class ReferenceTopicProvider implements TopicProvider {
  private static final String BREACH = "breach";

  /** For {@link java.util.ServiceLoader}. */
  public ReferenceTopicProvider() {}

  @Override
  public String scheme() {
    return "reference";
  }

  @Override
  public String artifact() {
    return "ipc-it";
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public Set<Capability> capabilities() {
    return new ReferenceProvider().capabilities();
  }

  @Override
  public Set<String> ownOptions() {
    return Set.of(BREACH);
  }

  @Override
  public Topic topic(Address address, TopicOptions options) throws IpcException {
    Map<String, String> kept = new LinkedHashMap<>(address.options());
    String name = kept.getOrDefault(BREACH, TopicBreach.NONE.name());
    TopicBreach breach = TopicBreach.valueOf(name.toUpperCase(Locale.ROOT));
    kept.keySet().removeAll(Set.of(BREACH, "dir"));
    switch (breach) {
      case WAITS_FOR_NOBODY, DISCONNECTS_NOBODY -> kept.put("slow", "drop");
      case HAS_NO_HISTORY -> kept.remove("history");
      case NEVER_ENDS -> kept.remove("end");
      case TAKES_ANY_TYPE -> kept.remove("type");
      default -> {} // is in what a subscription hands out
    }
    if ("drop".equals(kept.get("slow"))) {
      kept.remove("patience");
    }
    return new ReferenceTopic(
        address, Ipc.topic(new Address("memory", address.name(), kept)), breach);
  }

  private record ReferenceTopic(Address address, Topic memory, TopicBreach breach)
      implements Topic {
    @Override
    public Set<Capability> capabilities() {
      return memory.capabilities();
    }

    @Override
    public TopicPublisher publisher() throws IpcException, InterruptedException {
      return memory.publisher();
    }

    @Override
    public TopicSubscription subscribe() throws IpcException, InterruptedException {
      return (TopicSubscription)
          Proxy.newProxyInstance(
              TopicSubscription.class.getClassLoader(),
              new Class<?>[] {TopicSubscription.class},
              new BrokenSubscription(memory.subscribe(), address, breach));
    }
  }

  /** Breaks what a handler is handed, and what is counted. */
  private static final class BrokenSubscription implements InvocationHandler {
    private static final int NOW_AND_THEN = 10;

    private final TopicSubscription whole;
    private final Address address;
    private final TopicBreach breach;
    private int handed;

    BrokenSubscription(TopicSubscription whole, Address address, TopicBreach breach) {
      this.whole = whole;
      this.address = address;
      this.breach = breach;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("address")) {
        return address;
      }
      Object[] changed = arguments == null ? new Object[0] : arguments.clone();
      if (changed.length > 0 && changed[0] instanceof MessageHandler handler) {
        changed[0] = broken(handler);
      }
      try {
        Object result = method.invoke(whole, changed);
        if (breach == TopicBreach.MISCOUNTS && method.getName().equals("missed")) {
          return Math.max(0, (long) result - 1);
        }
        return result;
      } catch (InvocationTargetException e) {
        throw e.getTargetException();
      }
    }

    private MessageHandler broken(MessageHandler handler) {
      return (segment, offset, length) -> {
        boolean due = ++handed % NOW_AND_THEN == 0;
        if (!due || breach != TopicBreach.DROPS) {
          long shown = due && breach == TopicBreach.CHANGES ? Math.max(0, length - 1) : length;
          handler.onMessage(segment, offset, shown);
        }
        if (due && breach == TopicBreach.REPEATS) {
          handler.onMessage(segment, offset, length);
        }
      };
    }
  }
}
