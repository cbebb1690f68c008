package org.javaipc.linux.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.process.PosixSpawn;

/** What a child is besides its descriptors: its group, session, signals. */
record SpawnAttributes(MemorySegment memory) implements AutoCloseable {

  static SpawnAttributes of(Arena arena, SpawnRequest request) throws IpcException {
    MemorySegment memory = arena.allocate(PosixSpawn.ATTRIBUTES);
    SystemErrors.check(PosixSpawn.attributesInit(memory), "posix_spawnattr_init", "spawn");
    int flags = PosixSpawn.POSIX_SPAWN_SETSIGMASK | PosixSpawn.POSIX_SPAWN_SETSIGDEF;
    PosixSpawn.setMask(memory, CStrings.signals(arena, request.blocked()));
    PosixSpawn.setDefaults(memory, CStrings.signals(arena, request.defaulted()));
    if (request.session()) {
      flags |= PosixSpawn.POSIX_SPAWN_SETSID;
    }
    if (request.group().isPresent()) {
      flags |= PosixSpawn.POSIX_SPAWN_SETPGROUP;
      PosixSpawn.setGroup(memory, request.group().getAsInt());
    }
    SystemErrors.check(
        PosixSpawn.setFlags(memory, (short) flags), "posix_spawnattr_setflags", "spawn");
    return new SpawnAttributes(memory);
  }

  @Override
  public void close() {
    PosixSpawn.attributesDestroy(memory);
  }
}
