package org.javaipc.connection;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The IDs of recent handshakes. A client that has waited long repeats its hello, since a new server may have taken over
 * by then. Any number of threads may use it.
 */
final class RecentIds {
  private static final int MOST = 4096;

  private final Set<String> ids = new LinkedHashSet<>();

  /** {@return whether the ID is new} */
  synchronized boolean add(String id) {
    if (!ids.add(id)) {
      return false;
    }
    if (ids.size() > MOST) {
      Iterator<String> oldest = ids.iterator();
      oldest.next();
      oldest.remove();
    }
    return true;
  }

  /** Lets a client try again after its handshake failed. */
  synchronized void remove(String id) {
    ids.remove(id);
  }
}
