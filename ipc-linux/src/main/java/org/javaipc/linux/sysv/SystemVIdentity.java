package org.javaipc.linux.sysv;

/**
 * The identity and the owner of a System V object.
 *
 * @param id number that the kernel gave it, unique among objects of its kind
 * @param key number by which programs find it; 0 if it has none, and once a segment is marked for removal
 * @param mode permission bits, such as 0600
 * @param uid user who owns it
 * @param gid group that owns it
 * @param creatorUid user who created it
 * @param creatorGid group that created it
 */
public record SystemVIdentity(
    int id, int key, int mode, long uid, long gid, long creatorUid, long creatorGid) {}
