package org.javaipc.linux.process;

/**
 * How a child ended and what it used, itself and the children that it waited for.
 *
 * @param status as wait(2) has it
 * @param userMicros processor time in its own code
 * @param systemMicros processor time in the kernel
 * @param maxResidentKib most memory that it had at once
 * @param minorFaults page faults without reading
 * @param majorFaults page faults with reading
 * @param blocksRead times that the file system read
 * @param blocksWritten times that the file system wrote
 * @param voluntarySwitches times that it gave up the processor to wait
 * @param involuntarySwitches times that the processor was taken
 */
public record EndOfChild(
    int status,
    long userMicros,
    long systemMicros,
    long maxResidentKib,
    long minorFaults,
    long majorFaults,
    long blocksRead,
    long blocksWritten,
    long voluntarySwitches,
    long involuntarySwitches) {

  /** {@return the signal that killed it; 0 if it exited} */
  public int signal() {
    return status & 0x7f;
  }

  /** {@return whether memory was dumped} */
  public boolean dumpedCore() {
    return (status & 0x80) != 0;
  }

  /** {@return what it exited with, 0..255} */
  public int code() {
    return status >> 8 & 0xff;
  }
}
