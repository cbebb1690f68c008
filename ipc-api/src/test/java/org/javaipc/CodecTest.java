package org.javaipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the codecs of the library write and read. */
class CodecTest {
  private static final int OFFSET = 3;
  private final MemorySegment memory = Arena.ofAuto().allocate(64);

  private <T> T thereAndBack(Codec<T> codec, T value) throws IOException {
    long bound = codec.sizeBound(value);
    assertThat(codec.encode(value, memory, OFFSET, bound)).isEqualTo(bound);
    return codec.decode(memory, OFFSET, bound);
  }

  @Test
  void valuesComeBackAsTheyWere() throws IOException {
    assertThat(thereAndBack(Codec.int32(), Integer.MIN_VALUE)).isEqualTo(Integer.MIN_VALUE);
    assertThat(thereAndBack(Codec.int64(), 0x0102030405060708L)).isEqualTo(0x0102030405060708L);
    assertThat(thereAndBack(Codec.float64(), Double.NEGATIVE_INFINITY)).isNegative();
    assertThat(thereAndBack(Codec.bytes(), new byte[] {1, 0, -1})).containsExactly(1, 0, -1);
    assertThat(thereAndBack(Codec.bytes(), new byte[0])).isEmpty();
  }

  @Test
  void numbersAreLittleEndian() {
    assertThat(Codec.int64().encode(1L, memory, 0, 8)).isEqualTo(8);
    assertThat(memory.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "café", "€", "𝄞 and �"})
  void textOfAnyLengthOfItsCharactersIsMeasuredExactly(String text) throws IOException {
    assertThat(thereAndBack(Codec.text(), text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "a\udc00", "\ud800\ud800", "\ud834x"})
  void aLoneSurrogateIsRefused(String text) {
    assertThatThrownBy(() -> Codec.text().sizeBound(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lone surrogate at index=");
  }

  @Test
  void whatDoesNotFitWritesNothingAndSaysHowMuchItTakes() {
    assertThat(Codec.int32().encode(-1, memory, 0, 3)).isEqualTo(4);
    assertThat(Codec.int64().encode(-1L, memory, 0, 7)).isEqualTo(8);
    assertThat(Codec.float64().encode(-1.0, memory, 0, 0)).isEqualTo(8);
    assertThat(Codec.text().encode("€", memory, 0, 2)).isEqualTo(3);
    assertThat(memory.mismatch(MemorySegment.ofArray(new byte[64]))).isEqualTo(-1);
  }

  @Test
  void bytesOfAnotherLengthAreNoNumber() {
    assertThatThrownBy(() -> Codec.int32().decode(memory, 0, 8))
        .isInstanceOf(IOException.class)
        .hasMessage("its length is 8 bytes, not 4");
    assertThatThrownBy(() -> Codec.int64().decode(memory, 0, 0)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Codec.float64().decode(memory, 0, 9)).isInstanceOf(IOException.class);
  }

  @Test
  void bytesThatAreNoUtf8AreNoText() {
    memory.set(ValueLayout.JAVA_BYTE, 0, (byte) 0xC3);
    assertThatThrownBy(() -> Codec.text().decode(memory, 0, 1))
        .isInstanceOf(IOException.class)
        .hasMessage("it is not UTF-8");
  }
}
