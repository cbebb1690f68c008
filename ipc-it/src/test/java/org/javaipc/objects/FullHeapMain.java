package org.javaipc.objects;

import java.util.concurrent.TimeUnit;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;

/** Receives, and kills the sender while the heap is full: {@code ADDRESS}. Prints what the receiver is told at last. */
final class FullHeapMain {
  private static final long FULL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(60);
  private static final int LARGEST = 1 << 20;
  private static final int SMALLEST = 16;

  /** What fills the heap; one that is made beforehand, for the last of them. */
  private static volatile Object[] kept = new Object[LARGEST];

  private static int count;
  private static volatile Class<?> told;

  private FullHeapMain() {}

  @SuppressWarnings("resource") // the process that ends
  public static void main(String[] arguments) throws Exception {
    Receiver receiver = Ipc.receiver(arguments[0]);
    Program sender = Program.java(SendMain.class, arguments[0]);
    if (!"hello".equals(receiver.receiveString())) {
      throw new IllegalStateException("the sender said something else");
    }
    Thread receiving = Thread.ofPlatform().daemon().start(() -> receive(receiver));
    ProcessHandle process = ProcessHandle.of(sender.pid()).orElseThrow();
    fill(LARGEST);
    kill(process);
    long end = System.nanoTime() + FULL_NANOS;
    while (System.nanoTime() < end) {
      fill(SMALLEST);
    }
    kept = null;
    receiving.join(PATIENCE_MILLIS);
    Class<?> how = told;
    System.out.println("told by " + (how == null ? "nothing" : how.getSimpleName()));
    Runtime.getRuntime().halt(0); // the JDK's thread that waits for processes may not have survived
  }

  /** Goes on after an error, as an application does that has a thread of last resort. */
  private static void receive(Receiver receiver) {
    while (told == null) {
      try {
        receiver.receive();
        told = receiver.getClass(); // a message, or the end
      } catch (PeerDiedException e) {
        told = e.getClass(); // needs no memory
      } catch (OutOfMemoryError | IpcException e) {
        // until there is room; a queue says once that the call which was cut short may have lost a
        // message
      } catch (Exception | Error e) {
        told = e.getClass(); // needs no memory
      }
    }
  }

  private static void fill(int from) {
    int size = from;
    while (size >= SMALLEST) {
      try {
        kept[count] = new byte[size];
        count++;
      } catch (OutOfMemoryError e) {
        size /= 2;
      }
    }
  }

  private static void kill(ProcessHandle process) {
    boolean killed = false;
    while (!killed) {
      try {
        killed = process.destroyForcibly() || !process.isAlive();
      } catch (OutOfMemoryError e) {
        // what the JDK makes for it is garbage soon
      }
    }
  }
}
