package org.javaipc.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.javaipc.CorruptChannelException;
import org.junit.jupiter.api.Test;

class EventDescriptorTest {
  @Test
  void thePictureIsTheLayout() throws Exception {
    DescriptorPicture picture = DescriptorPicture.of(EventDescriptor.class);
    assertThat(picture.left())
        .isEqualTo(
            Map.of(
                picture.offset("MAGIC_OFFSET"), "magic",
                picture.offset("VERSION_OFFSET"), "version",
                picture.offset("LISTENER_SLOT_OFFSET"), "listener's process slot",
                picture.offset("LISTENER_WORD_OFFSET"), "listener's sleep word",
                picture.offset("PENDING_OFFSET"), "pending events, a bit each"));
    assertThat(picture.offsets()).isEqualTo(picture.left().size());
  }

  @Test
  void whatDifferentSidesWriteIsTwoCacheLinesApart() {
    assertThat(EventDescriptor.LISTENER_WORD_OFFSET).isEqualTo(128);
    assertThat(EventDescriptor.PENDING_OFFSET).isEqualTo(256);
  }

  @Test
  void onlyAnEventWordOfThisVersionIsAccepted() throws Exception {
    MemorySegment region = Arena.ofAuto().allocate(EventDescriptor.LENGTH, 8);
    assertThatThrownBy(() -> EventDescriptor.check(region, "x"))
        .isInstanceOf(CorruptChannelException.class)
        .hasMessageContaining("is no event word");
    EventDescriptor.initialize(region, 4711);
    EventDescriptor.check(region, "x");
    assertThat(EventDescriptor.listenerSlot(region)).isEqualTo(4711);
    assertThat(EventDescriptor.listenerSlot(region.asSlice(0, 16))).isZero();
    assertThatThrownBy(() -> EventDescriptor.check(region.asSlice(0, 4095), "x"))
        .isInstanceOf(CorruptChannelException.class);
    Fields.putInt(region, 8, 9);
    assertThatThrownBy(() -> EventDescriptor.check(region, "x"))
        .hasMessageContaining("has format version 9, this library has 1");
  }
}
