package org.javaipc.cli.doctor;

import org.javaipc.test.RefusedCalls;

/** {@code ipc doctor} says of the kernel in a process in which calls are refused. Arguments: their numbers. */
final class RefusedDoctorMain {
  private RefusedDoctorMain() {}

  @SuppressWarnings("SystemOut") // what the test reads
  public static void main(String[] args) throws Throwable {
    System.out.println("filter " + RefusedCalls.refuse(args));
    for (Check check : KernelChecks.all()) {
      System.out.println(
          "%s %s: %s; %s"
              .formatted(check.verdict(), check.name(), check.finding(), check.cure().orElse("")));
    }
  }
}
