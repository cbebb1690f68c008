package org.javaipc.objects;

import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;

/**
 * Uses the library through a class loader of its own for each transport, as web applications do that have a copy of
 * it, and gives that up: {@code FOLDER}. Prints a line for each loader that stays, and how many descriptors and threads
 * of ours do.
 */
final class RedeployMain {
  private static final List<String> CHANNELS =
      List.of("memory", "shm", "sysv", "mmap", "mq", "sysvmq", "fifo", "pipe", "unix", "unixgram");
  private static final List<String> SERVERS = List.of("unix", "shm");
  private static final int TRIES = 100;

  private final String options;

  private RedeployMain(String options) {
    this.options = options;
  }

  public static void main(String[] arguments) throws Exception {
    RedeployMain main = new RedeployMain("?dir=" + arguments[0]);
    int before = descriptors();
    for (String scheme : CHANNELS) {
      String address = scheme + ":x" + (scheme.equals("memory") ? "" : main.options);
      check(scheme, use(loader -> exchange(loader, address)));
    }
    for (String scheme : SERVERS) {
      String address = scheme + ":y" + main.options;
      check(scheme + " server", use(loader -> serve(loader, address)));
    }
    for (String scheme : List.of("shm", "sem", "signal")) {
      check(scheme + " event", use(loader -> listen(loader, scheme + ":e" + main.options)));
    }
    for (String scheme : List.of("shm", "mmap")) {
      check(scheme + " topic", use(loader -> publish(loader, scheme + ":t" + main.options)));
    }
    check("lock", use(loader -> lock(loader, Path.of(arguments[0]))));
    check("child", use(RedeployMain::spawn));
    for (int i = 0; i < TRIES && (descriptors() > before || threads() > 0); i++) {
      System.gc();
      Thread.sleep(20);
    }
    System.out.println("descriptors=" + (descriptors() - before) + " threads=" + threads());
    Runtime.getRuntime().halt(0);
  }

  private static void check(String what, WeakReference<?> loader) throws InterruptedException {
    for (int i = 0; i < TRIES && loader.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    if (loader.get() != null) {
      System.out.println(what + ": the loader stays");
    }
  }

  private static WeakReference<?> use(Use use) throws Exception {
    String[] path = System.getProperty("java.class.path").split(":", -1);
    URL[] urls = new URL[path.length];
    for (int i = 0; i < path.length; i++) {
      urls[i] = new File(path[i]).toURI().toURL();
    }
    try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      use.with(loader);
      return new WeakReference<>(loader);
    }
  }

  /** Sends and receives on this thread, which outlives the loader, and on a virtual one. */
  @SuppressWarnings("try") // nobody interrupts it
  private static void exchange(ClassLoader loader, String address) throws Exception {
    Class<?> ipc = loader.loadClass("org.javaipc.Ipc");
    Class<?> sending = loader.loadClass("org.javaipc.Sender");
    Class<?> receiving = loader.loadClass("org.javaipc.Receiver");
    Method send = sending.getMethod("send", String.class);
    Method receive = receiving.getMethod("receiveString");
    try (var receiver =
            (AutoCloseable) ipc.getMethod("receiver", String.class).invoke(null, address);
        var sender = (AutoCloseable) ipc.getMethod("sender", String.class).invoke(null, address)) {
      send.invoke(sender, "first");
      require("first", receive.invoke(receiver));
      FutureTask<Object> waiting = new FutureTask<>(() -> receive.invoke(receiver));
      Thread virtual = Thread.startVirtualThread(waiting);
      while (virtual.getState() == Thread.State.RUNNABLE) {
        Thread.onSpinWait();
      }
      send.invoke(sender, "second");
      require("second", waiting.get());
      FutureTask<Object> sleeping = new FutureTask<>(() -> receive.invoke(receiver));
      Thread platform = Thread.ofPlatform().daemon().start(sleeping);
      while (platform.getState() == Thread.State.NEW) {
        Thread.onSpinWait();
      }
      send.invoke(sender, "third");
      require("third", sleeping.get());
    }
  }

  @SuppressWarnings("try") // nobody interrupts it
  private static void serve(ClassLoader loader, String address) throws Exception {
    Class<?> ipc = loader.loadClass("org.javaipc.Ipc");
    try (var server = (AutoCloseable) ipc.getMethod("listen", String.class).invoke(null, address);
        var client = (AutoCloseable) ipc.getMethod("connect", String.class).invoke(null, address)) {
      require(
          "server of " + address.replaceAll("\\?.*", ""),
          server.toString().replaceAll("\\?.*", ""));
    }
  }

  @SuppressWarnings("try") // nobody interrupts it
  private static void listen(ClassLoader loader, String address) throws Exception {
    Class<?> ipc = loader.loadClass("org.javaipc.Ipc");
    Method signal = loader.loadClass("org.javaipc.Notifier").getMethod("signal", int.class);
    Method await = loader.loadClass("org.javaipc.Listener").getMethod("await");
    try (var listener =
            (AutoCloseable) ipc.getMethod("listener", String.class).invoke(null, address);
        var notifier =
            (AutoCloseable) ipc.getMethod("notifier", String.class).invoke(null, address)) {
      signal.invoke(notifier, 3);
      require("8", String.valueOf(await.invoke(listener)));
    }
  }

  @SuppressWarnings("try") // nobody interrupts it
  private static void publish(ClassLoader loader, String address) throws Exception {
    Class<?> ipc = loader.loadClass("org.javaipc.Ipc");
    Method send = loader.loadClass("org.javaipc.TopicPublisher").getMethod("send", String.class);
    Method receive = loader.loadClass("org.javaipc.Receiver").getMethod("receiveString");
    try (var publisher =
            (AutoCloseable) ipc.getMethod("publisher", String.class).invoke(null, address);
        var subscription =
            (AutoCloseable) ipc.getMethod("subscribe", String.class).invoke(null, address)) {
      send.invoke(publisher, "news");
      require("news", receive.invoke(subscription));
    }
  }

  @SuppressWarnings("try") // nobody interrupts it
  private static void lock(ClassLoader loader, Path folder) throws Exception {
    Class<?> locks = loader.loadClass("org.javaipc.shm.InterProcessLock");
    Class<?> policy = loader.loadClass("org.javaipc.AccessPolicy");
    try (var lock =
        (AutoCloseable)
            locks
                .getMethod("open", String.class, Optional.class, policy)
                .invoke(null, "l", Optional.of(folder), policy.getField("PRIVATE").get(null))) {
      require("ACQUIRED", String.valueOf(locks.getMethod("lock").invoke(lock)));
      locks.getMethod("unlock").invoke(lock);
    }
  }

  private static void spawn(ClassLoader loader) throws Exception {
    Class<?> spawns = loader.loadClass("org.javaipc.process.Spawn");
    Object spawn =
        spawns
            .getMethod("of", String.class, String[].class)
            .invoke(null, "true", (Object) new String[0]);
    Object child = spawns.getMethod("start").invoke(spawn);
    Object end = child.getClass().getMethod("waitFor").invoke(child);
    require("exited with 0", end.toString());
  }

  private static void require(String expected, Object got) {
    if (!expected.equals(got)) {
      throw new IllegalStateException("expected " + expected + ", got " + got);
    }
  }

  /** {@return how many there are, but for jars, which the JDK keeps by itself} */
  private static int descriptors() throws IOException {
    int count = 0;
    for (String number : Path.of("/proc/self/fd").toFile().list()) {
      Path link = Path.of("/proc/self/fd", number);
      if (Files.isSymbolicLink(link) && !Files.readSymbolicLink(link).toString().endsWith(".jar")) {
        count++;
      }
    }
    return count;
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("javaipc"))
        .count();
  }

  private interface Use {
    void with(ClassLoader loader) throws Exception;
  }
}
