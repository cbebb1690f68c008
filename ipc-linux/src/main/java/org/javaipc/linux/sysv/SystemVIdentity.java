package org.javaipc.linux.sysv;

/**
 * Which System V object it is among those of its kind, and whose.
 *
 * @param id number that the kernel gave it
 * @param key number that programs find it by; 0 if it has none, also once a segment is marked
 * @param mode permission bits, such as 0600
 * @param uid user who owns it
 * @param gid group that owns it
 * @param creatorUid user who made it
 * @param creatorGid group that made it
 */
public record SystemVIdentity(
    int id, int key, int mode, long uid, long gid, long creatorUid, long creatorGid) {}
