package org.javaipc.process;

import java.time.Duration;
import org.javaipc.test.RefusedCalls;

/**
 * Starts programs where system calls are refused, as by the seccomp profile of an old container engine. Arguments: their
 * numbers.
 */
final class RefusedMain {
  private RefusedMain() {}

  public static void main(String[] args) throws Throwable {
    System.out.println("filter " + RefusedCalls.refuse(args));
    Child ended = Spawn.of("sh", "-c", "exit 7").start();
    System.out.println("ended " + ended.waitFor());
    Child asleep = Spawn.of("sleep", "60").start();
    System.out.println("running " + asleep.waitFor(Duration.ofMillis(200)).isEmpty());
    System.out.println("signalled " + asleep.terminate() + " " + asleep.waitFor());
    System.out.println("again " + asleep.terminate());
    System.out.println("zombies " + ProcessHandle.current().children().count());
    Exec.of("echo", "replaced").replace();
  }
}
