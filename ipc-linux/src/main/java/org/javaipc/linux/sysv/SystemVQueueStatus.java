package org.javaipc.linux.sysv;

import java.time.Instant;

/**
 * The status of a System V message queue in the kernel.
 *
 * @param key with which it was created; 0 if it has none
 * @param uid its owner
 * @param gid its owner's group
 * @param creatorUid user who created it
 * @param creatorGid group of the creator
 * @param mode permission bits
 * @param messages how many messages are in it
 * @param bytes of those messages
 * @param capacity most bytes of all messages together: {@code msg_qbytes}; also the most messages
 * @param lastSender pid of the last process that sent, in this process's pid namespace; 0 if none
 * @param lastReceiver pid of the last process that received; 0 if none
 * @param lastSent when a message was last sent, to the second; the epoch if never
 * @param lastReceived when a message was last received, to the second; the epoch if never
 * @param changed when it was created or last changed, to the second
 * @see <a href="https://man7.org/linux/man-pages/man2/msgctl.2.html">msgctl(2)</a>
 */
public record SystemVQueueStatus(
    int key,
    int uid,
    int gid,
    int creatorUid,
    int creatorGid,
    int mode,
    long messages,
    long bytes,
    long capacity,
    int lastSender,
    int lastReceiver,
    Instant lastSent,
    Instant lastReceived,
    Instant changed) {}
