package org.javaipc.mmap;

import org.javaipc.Ipc;
import org.javaipc.TopicSubscription;

/** A named subscription that is stopped while its handler runs. */
public final class BillingProcess {
  private BillingProcess() {}

  /** Takes the address. */
  public static void main(String[] args) throws Exception {
    try (TopicSubscription billing = Ipc.subscribe(args[0])) {
      billing.forEach((segment, offset, length) -> {});
    }
  }
}
