package org.javaipc.process;

/** A child that does not want to outlive its parent. */
final class AskingMain {
  private AskingMain() {}

  public static void main(String[] args) throws Exception {
    boolean inTime = Relatives.signalAtParentDeath(15, ProcessIds.parent());
    System.out.println(inTime ? 1 : 0);
    Thread.sleep(60_000);
  }
}
