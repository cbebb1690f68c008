package org.javaipc.linux.sysv;

import java.time.Instant;
import java.util.Optional;

/**
 * A System V object of this IPC namespace, as it was when it was listed.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_sysvipc.5.html">proc_sysvipc(5)</a>
 */
public sealed interface SystemVObject {
  /** {@return its identity and owner} */
  SystemVIdentity identity();

  /** {@return what kind of object it is} */
  SystemVKind kind();

  /** {@return when its owner or mode, or the values of a semaphore set, were last changed} */
  Optional<Instant> changed();

  /**
   * A shared memory segment.
   *
   * @param identity who it is and whose
   * @param size in bytes, as it was created
   * @param creatorPid process that created it
   * @param lastPid process that was the last to attach or detach it; 0 if none did
   * @param attached how many attachments there are, of all processes together
   * @param removed whether it is marked for removal, and disappears with its last attachment
   * @param locked whether it is locked in memory
   * @param attachTime of the last attachment
   * @param detachTime of the last detachment
   * @param changed when owner or mode were last changed
   */
  record Segment(
      SystemVIdentity identity,
      long size,
      int creatorPid,
      int lastPid,
      long attached,
      boolean removed,
      boolean locked,
      Optional<Instant> attachTime,
      Optional<Instant> detachTime,
      Optional<Instant> changed)
      implements SystemVObject {
    @Override
    public SystemVKind kind() {
      return SystemVKind.SEGMENT;
    }
  }

  /**
   * A set of semaphores.
   *
   * @param identity who it is and whose
   * @param count how many semaphores it has
   * @param operationTime of the last operation
   * @param changed when owner, mode or a value were last set
   */
  record Semaphores(
      SystemVIdentity identity,
      long count,
      Optional<Instant> operationTime,
      Optional<Instant> changed)
      implements SystemVObject {
    @Override
    public SystemVKind kind() {
      return SystemVKind.SEMAPHORES;
    }
  }

  /**
   * A message queue.
   *
   * @param identity who it is and whose
   * @param bytes of all messages in it
   * @param messages how many are in it
   * @param lastSenderPid process that sent last; 0 if none did
   * @param lastReceiverPid process that received last; 0 if none did
   * @param sendTime of the last message that was sent
   * @param receiveTime of the last message that was received
   * @param changed when owner, mode or limit were last changed
   */
  record Queue(
      SystemVIdentity identity,
      long bytes,
      long messages,
      int lastSenderPid,
      int lastReceiverPid,
      Optional<Instant> sendTime,
      Optional<Instant> receiveTime,
      Optional<Instant> changed)
      implements SystemVObject {
    @Override
    public SystemVKind kind() {
      return SystemVKind.QUEUE;
    }
  }
}
