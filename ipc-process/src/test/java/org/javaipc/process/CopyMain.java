package org.javaipc.process;

import org.javaipc.IpcException;

/** Tries to copy a descriptor out of a process: {@code PID NUMBER}. */
final class CopyMain {
  private CopyMain() {}

  public static void main(String[] args) {
    try (ForeignDescriptor copy =
        ForeignDescriptor.copy(Long.parseLong(args[0]), Integer.parseInt(args[1]))) {
      System.out.println("copied " + copy.number());
    } catch (IpcException e) {
      System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }
}
