package org.javaipc.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.Callable;
import org.javaipc.Codec;
import org.javaipc.LibraryUnavailableException;
import org.javaipc.test.IsolatedClasses;
import org.junit.jupiter.api.Test;

/** Applications with an incomplete library, and with the oldest one. */
class OlderLibraryTest {
  /** Writes and reads a message, on the heap and outside. */
  static final class Uses implements Callable<String> {
    @Override
    public String call() throws Exception {
      ProtobufCodec<StringValue> codec = ProtobufCodec.of(StringValue.getDefaultInstance());
      StringBuilder read = new StringBuilder(codec.type());
      try (Arena arena = Arena.ofConfined()) {
        for (MemorySegment message :
            List.of(MemorySegment.ofArray(new byte[100]), arena.allocate(100))) {
          long length = codec.encode(StringValue.of("buy"), message, 0, 100);
          read.append(' ').append(codec.decode(message, 0, length).getValue());
        }
      }
      return read.toString();
    }
  }

  @Test
  void aLibraryWithoutWhatTheCodecUsesIsNamed() throws Exception {
    try (IsolatedClasses application =
        IsolatedClasses.of(OlderLibraryTest.class, Codec.class, Message.class)
            .without("com.google.protobuf.CodedOutputStream$OutputStreamEncoder")) {
      assertThatThrownBy(() -> application.call(Uses.class))
          .satisfies(e ->
              assertThat(e.getClass().getName())
                  .isEqualTo(LibraryUnavailableException.class.getName()))
          .hasMessageStartingWith(
              "ProtobufCodec.of: com.google.protobuf:protobuf-java is missing or older than 3.25.9 (")
          .hasMessageEndingWith(
              "add com.google.protobuf:protobuf-java:3.25.9 or newer to the class path or module path");
    }
  }

  @Test
  void theOldestVersionWorks() throws Exception {
    try (IsolatedClasses application =
        IsolatedClasses.of(OlderLibraryTest.class, Codec.class)
            .with("older-library", OlderLibraryTest.class)) {
      assertThat(application.call(Uses.class))
          .isEqualTo("google.protobuf.StringValue/protobuf buy buy");
    }
  }
}
