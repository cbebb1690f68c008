package org.javaipc.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** By address, as {@code ipc-linux} is here; in the tests of {@code ipc-core} it is not. */
class DirectAccessTest {
  private final MemorySegment region = Arena.ofAuto().allocate(64, 8);
  private final RegionFields fields = new RegionFields(region.asSlice(8, 48));

  @Test
  @DisplayName("what is stored lies in the segment, at the offset from its beginning")
  void storesAtOffset() {
    fields.putLong(0, 1);
    fields.putLongOpaque(8, 2);
    fields.putLongRelease(16, 3);

    assertThat(region.asSlice(8, 24).toArray(ValueLayout.JAVA_LONG)).containsExactly(1, 2, 3);
  }

  @Test
  @DisplayName("what lies in the segment is loaded")
  void loads() {
    region.set(ValueLayout.JAVA_LONG, 24, 0x1_0000_0007L);

    assertThat(fields.getLongOpaque(16)).isEqualTo(0x1_0000_0007L);
    assertThat(fields.getLongAcquire(16)).isEqualTo(0x1_0000_0007L);
    assertThat(fields.getIntOpaque(16)).isEqualTo(7);
  }

  @Test
  @DisplayName("bytes are copied in and out")
  void copies() {
    MemorySegment message = MemorySegment.ofArray(new byte[] {9, 1, 2, 3, 9});
    fields.copyFrom(message, 1, 40, 3);
    MemorySegment copy = MemorySegment.ofArray(new byte[4]);
    fields.copyTo(40, copy, 3);

    assertThat(region.asSlice(48, 4).toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2, 3, 0);
    assertThat(copy.toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2, 3, 0);
  }

  @Test
  @DisplayName("where ipc-linux is there, accesses go by address")
  void isDirect() {
    assertThat(RegionFields.isDirect()).isTrue();
  }

  @Test
  @DisplayName("memory of the heap has no address and is refused")
  void refusesHeap() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RegionFields(MemorySegment.ofArray(new long[1])))
        .withMessageContaining("heap");
  }
}
