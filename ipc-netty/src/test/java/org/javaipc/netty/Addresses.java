package org.javaipc.netty;

import java.util.concurrent.atomic.AtomicInteger;

/** Addresses that nobody else has. */
final class Addresses {
  /** What carries connections between processes, and what does within one. */
  static final String[] SCHEMES = {"memory", "shm", "mmap", "unix", "fifo"};

  private static final AtomicInteger NAMES = new AtomicInteger();

  private Addresses() {}

  static String[] schemes() {
    return SCHEMES.clone();
  }

  static IpcSocketAddress fresh(String scheme) {
    return IpcSocketAddress.of(text(scheme));
  }

  static String text(String scheme) {
    return scheme + ":netty-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
  }
}
