package org.javaipc.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.javaipc.CorruptChannelException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.ring.DescriptorPicture;
import org.junit.jupiter.api.Test;

class EventLayoutTest {
  @Test
  void thePictureIsTheLayout() throws Exception {
    DescriptorPicture picture = DescriptorPicture.of(EventLayout.class);
    assertThat(picture.left())
        .isEqualTo(
            Map.of(
                picture.offset("MAGIC_OFFSET"), "magic",
                picture.offset("VERSION_OFFSET"), "version",
                picture.offset("LISTENER_SLOT_OFFSET"), "listener's process slot",
                picture.offset("LISTENER_WORD_OFFSET"), "listener's sleep word",
                picture.offset("CLOSED_OFFSET"), "whether the listener closed",
                picture.offset("PENDING_OFFSET"), "pending events, a byte each"));
    assertThat(picture.offsets()).isEqualTo(picture.left().size());
  }

  @Test
  void whatDifferentSidesWriteIsTwoCacheLinesApart() {
    assertThat(EventLayout.LISTENER_WORD_OFFSET).isEqualTo(128);
    assertThat(EventLayout.PENDING_OFFSET).isEqualTo(256);
  }

  @Test
  void onlyAnEventWordOfThisVersionIsAccepted() throws Exception {
    MemorySegment region = Arena.ofAuto().allocate(EventLayout.LENGTH, 8);
    assertThatThrownBy(() -> EventLayout.check(region, "x"))
        .isInstanceOf(CorruptChannelException.class)
        .hasMessageContaining("not a javaipc event word");
    EventLayout.initialize(region, 4711);
    EventLayout.check(region, "x");
    assertThat(EventLayout.listenerSlot(region)).isEqualTo(4711);
    assertThat(EventLayout.listenerSlot(region.asSlice(0, 16))).isZero();
    assertThatThrownBy(() -> EventLayout.check(region.asSlice(0, 4095), "x"))
        .isInstanceOf(CorruptChannelException.class);
    Fields.putInt(region, 8, 9);
    assertThatThrownBy(() -> EventLayout.check(region, "x"))
        .hasMessageContaining("has format version 9, this library has 2");
  }
}
