package org.javaipc.process;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.javaipc.linux.process.EndOfChild;

/**
 * What a child used until it ended, together with those of its own children that it waited for.
 *
 * @param userTime processor time in its own code
 * @param systemTime processor time in the kernel
 * @param maxResidentBytes most memory that it had at once, of the largest, not the sum; never less
 *     than this JVM had when it started the child, which shared its memory until exec
 * @param minorFaults page faults that read nothing from a disk
 * @param majorFaults page faults that did
 * @param blocksRead times that the file system had to read
 * @param blocksWritten times that the file system had to write
 * @param voluntarySwitches times that it gave up the processor to wait
 * @param involuntarySwitches times that the processor was taken from it
 * @see <a href="https://man7.org/linux/man-pages/man2/getrusage.2.html">getrusage(2)</a>
 */
public record ResourceUsage(
    Duration userTime,
    Duration systemTime,
    long maxResidentBytes,
    long minorFaults,
    long majorFaults,
    long blocksRead,
    long blocksWritten,
    long voluntarySwitches,
    long involuntarySwitches) {

  static ResourceUsage of(EndOfChild end) {
    return new ResourceUsage(
        Duration.of(end.userMicros(), ChronoUnit.MICROS),
        Duration.of(end.systemMicros(), ChronoUnit.MICROS),
        end.maxResidentKib() * 1024,
        end.minorFaults(),
        end.majorFaults(),
        end.blocksRead(),
        end.blocksWritten(),
        end.voluntarySwitches(),
        end.involuntarySwitches());
  }
}
