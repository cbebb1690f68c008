package org.javaipc.linux.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.linux.SystemErrors;
import org.javaipc.linux.raw.Spawn;

/** What a child is besides its descriptors: its group, session, signals. */
record SpawnAttributes(MemorySegment memory) implements AutoCloseable {

  static SpawnAttributes of(Arena arena, SpawnRequest request) throws IpcException {
    MemorySegment memory = arena.allocate(Spawn.ATTRIBUTES);
    SystemErrors.check(Spawn.attributesInit(memory), "posix_spawnattr_init", "spawn");
    int flags = Spawn.POSIX_SPAWN_SETSIGMASK | Spawn.POSIX_SPAWN_SETSIGDEF;
    Spawn.setMask(memory, CStrings.signals(arena, request.blocked()));
    Spawn.setDefaults(memory, CStrings.signals(arena, request.defaulted()));
    if (request.session()) {
      flags |= Spawn.POSIX_SPAWN_SETSID;
    }
    if (request.group().isPresent()) {
      flags |= Spawn.POSIX_SPAWN_SETPGROUP;
      Spawn.setGroup(memory, request.group().getAsInt());
    }
    SystemErrors.check(Spawn.setFlags(memory, (short) flags), "posix_spawnattr_setflags", "spawn");
    return new SpawnAttributes(memory);
  }

  @Override
  public void close() {
    Spawn.attributesDestroy(memory);
  }
}
