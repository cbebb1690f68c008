package org.javaipc;

/**
 * Who a peer is, as the kernel says: what it was when it connected.
 *
 * @param pid process id as seen from here; 0 if it has none in this pid namespace
 * @param uid user id
 * @param gid group id
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">SO_PEERCRED in unix(7)</a>
 */
public record PeerCredentials(long pid, int uid, int gid) {}
