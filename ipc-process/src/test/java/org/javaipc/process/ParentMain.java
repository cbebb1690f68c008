package org.javaipc.process;

/** Starts two children that are to die with it, and waits. */
final class ParentMain {
  private ParentMain() {}

  public static void main(String[] args) throws Exception {
    Child program = Spawn.of("sleep", "60").signalAtParentDeath(9).start();
    Child java = JavaProgram.of(AskingMain.class).output(Redirect.read()).start();
    int ready = java.inputFrom(1).read();
    System.out.println(program.pid() + " " + java.pid() + " " + ready);
    Thread.sleep(60_000);
  }
}
