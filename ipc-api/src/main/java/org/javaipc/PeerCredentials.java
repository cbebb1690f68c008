package org.javaipc;

/**
 * The identity of a peer when it connected, as the kernel reports it.
 *
 * @param pid process id as seen from here; 0 if it has none in this pid namespace
 * @param uid user id
 * @param gid group id
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">SO_PEERCRED in unix(7)</a>
 */
public record PeerCredentials(long pid, int uid, int gid) {}
