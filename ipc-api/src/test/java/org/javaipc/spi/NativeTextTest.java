package org.javaipc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeTextTest {
  /** Text, text of four bytes, cut short, Latin-1, a lone surrogate in UTF-8, an overlong slash. */
  @ParameterizedTest
  @ValueSource(
      strings = {"61", "64c3bc", "f09f9280", "e282", "64fc", "eda080", "c0af41", "ff80fe", ""})
  @DisplayName("Bytes become text, and the text the same bytes")
  void bytesStay(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThat(NativeText.encode(NativeText.decode(bytes))).isEqualTo(bytes);
  }

  @Test
  @DisplayName("What is text is what everybody takes it for")
  void textStays() {
    byte[] bytes = "dü 💀".getBytes(StandardCharsets.UTF_8);
    assertThat(NativeText.decode(bytes)).isEqualTo("dü 💀");
    assertThat(NativeText.encode("dü 💀")).isEqualTo(bytes);
  }

  @Test
  @DisplayName("A path of bytes that are not text is found, and is the same text again")
  void pathsStay(@TempDir Path folder) throws Exception {
    String name = NativeText.decode(HexFormat.of().parseHex("64fcc3bc"));
    Path file = NativeText.path(folder + "//" + name + "/f");
    Files.createDirectories(file.getParent());
    assertThat(NativeText.text(file)).isEqualTo(folder + "/" + name + "/f");
    assertThat(NativeText.text(file.getParent())).isEqualTo(folder + "/" + name);
    assertThat(NativeText.fileName(file.getParent())).isEqualTo(name);
    assertThat(NativeText.text(NativeText.path(name))).isEqualTo(name);
  }

  @Test
  @DisplayName("No path holds a zero character")
  void zeroIsRefused() {
    assertThatThrownBy(() -> NativeText.path("a\0b")).isInstanceOf(InvalidPathException.class);
  }

  @Test
  @DisplayName("The environment keeps its bytes; of two variables with one name the first counts")
  void environmentStays() {
    byte[] environ = HexFormat.of().parseHex("413d64fc00423d3d00413d6400433d00" + "00");
    Map<String, String> variables = NativeEnvironment.parsed(environ);
    assertThat(variables)
        .containsOnlyKeys("A", "B", "C")
        .containsEntry("B", "=")
        .containsEntry("C", "");
    assertThat(NativeText.encode(variables.get("A"))).isEqualTo(HexFormat.of().parseHex("64fc"));
  }
}
