package org.javaipc.connection;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The IDs of the clients that were greeted lately: a client that has waited long says its hello
 * again, for the server may be another one by then. For any number of threads.
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

  /** Lets a client try again that could not be greeted. */
  synchronized void remove(String id) {
    ids.remove(id);
  }
}
