package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.javaipc.Capability;
import org.javaipc.Codec;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.TypeMismatchException;
import org.javaipc.TypedReceiver;
import org.javaipc.TypedSender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 18: ends that state the type of their messages join only peers that state the same, or none. */
interface Line18Types extends ContractLine {
  /** As long as a type may be, of the letters that one may have. */
  String LONGEST = "com.acme.Map<java.lang.String,?>/json;1" + "~".repeat(61);

  @Test
  @DisplayName("18 a sender that states the receiver's type joins, and one that states none")
  default void sameType() throws Exception {
    for (String[] ends :
        new String[][] {{LONGEST, LONGEST}, {LONGEST, ""}, {"", LONGEST}, {"a", "a"}}) {
      String name = rig().otherAddress().name();
      try (Receiver receiver = rig().receiver(rig().addressOf(name, stating(ends[0])));
          Sender sender = rig().sender(rig().addressOf(name, stating(ends[1])))) {
        sender.send("joined");
        assertThat(receiver.receiveString()).isEqualTo("joined");
      }
    }
  }

  private static String[] stating(String type) {
    return type.isEmpty() ? new String[0] : new String[] {"type=" + type};
  }

  @Test
  @DisplayName("18 a sender that states another type is refused at once, with both names")
  default void otherType() throws Exception {
    Receiver receiver = rig().receiver("type=com.acme.Order/json");
    for (String other : new String[] {"com.acme.Order/json2", "com.acme.Order", LONGEST}) {
      assertThatThrownBy(
              () -> rig().run("connect", () -> rig().sender("type=" + other, "connect=5m")))
          .isExactlyInstanceOf(TypeMismatchException.class)
          .hasMessageContainingAll(rig().address().name(), "com.acme.Order/json", other);
    }
    rig().sender("type=com.acme.Order/json").send("joined");
    assertThat(receiver.receiveString()).isEqualTo("joined");
  }

  @Test
  @DisplayName("18 a codec states its type, and an address that states another is refused")
  default void typeOfCodec() throws Exception {
    try (TypedReceiver<Long> receiver = rig().typedReceiver(Codec.int64())) {
      assertThatThrownBy(() -> rig().sender("type=utf-8"))
          .isExactlyInstanceOf(TypeMismatchException.class)
          .hasMessageContainingAll("int64-le", "utf-8");
      assertThatThrownBy(() -> rig().typedSender(Codec.int64(), "type=utf-8"))
          .isExactlyInstanceOf(TypeMismatchException.class)
          .hasMessageContainingAll("int64-le", "utf-8");
      try (TypedSender<Long> sender = rig().typedSender(Codec.int64())) {
        sender.send(7L);
        assertThat(receiver.receive()).isEqualTo(7L);
      }
    }
  }

  @Test
  @DisplayName("18 what is left in a durable channel is not given to a receiver of another type")
  default void durableType() throws Exception {
    rig().require(Capability.DURABLE);
    try (Receiver receiver = rig().receiver("type=old");
        Sender sender = rig().sender("type=old")) {
      sender.send("kept");
      assertThat(receiver.isEnded()).isFalse();
    }
    assertThatThrownBy(() -> rig().receiver("type=new"))
        .isExactlyInstanceOf(TypeMismatchException.class)
        .hasMessageContainingAll("old", "new");
    assertThat(rig().receiver().receiveString()).isEqualTo("kept");
    assertThatThrownBy(() -> rig().sender("type=new"))
        .isExactlyInstanceOf(TypeMismatchException.class);
  }
}
