package org.javaipc.objects;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.javaipc.Ipc;
import org.javaipc.IpcMetrics;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.ResourceLimitException;
import org.javaipc.Sender;

/** Does something while no thread can be made: {@code open|closeAll ADDRESS}. Prints what came of it. */
final class FewThreadsMain {
  private static final CountDownLatch OVER = new CountDownLatch(1);
  private static final List<Thread> EATEN = new ArrayList<>();

  private FewThreadsMain() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println(arguments[0].equals("open") ? open(arguments[1]) : closeAll(arguments[1]));
    Runtime.getRuntime().halt(0);
  }

  private static String open(String address) throws Exception {
    eat();
    String how = "opened ";
    Receiver receiver = null;
    try {
      receiver = Ipc.receiver(address);
    } catch (ResourceLimitException e) {
      how = "refused ";
    }
    giveBack();
    // Closed, as a queue of the kernel would outlive this process.
    try (Receiver open = receiver == null ? Ipc.receiver(address) : receiver) {
      return how + whatComes(open, address);
    }
  }

  private static String whatComes(Receiver receiver, String address) throws Exception {
    try (Program _ = Program.java(SendMain.class, address)) { // killed when it is closed
      if (!"hello".equals(receiver.receiveString())) {
        return "and received something else";
      }
    }
    try {
      return "received " + receiver.receiveString();
    } catch (PeerDiedException e) {
      return "told";
    }
  }

  @SuppressWarnings("unused") // they are open
  private static String closeAll(String address) throws Exception {
    Receiver receiver = Ipc.receiver(address);
    Sender one = Ipc.sender(address);
    Sender two = Ipc.sender(address);
    eat();
    Ipc.closeAll();
    String open = "open " + IpcMetrics.ends().size();
    giveBack();
    return open;
  }

  @SuppressWarnings("InfiniteLoopStatement") // until there is none
  private static void eat() {
    try {
      while (true) {
        EATEN.add(Thread.ofPlatform().daemon().start(FewThreadsMain::stay));
      }
    } catch (OutOfMemoryError e) {
      // as it should be
    }
  }

  private static void stay() {
    try {
      OVER.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void giveBack() throws InterruptedException {
    OVER.countDown();
    for (Thread thread : EATEN) {
      thread.join();
    }
  }
}
