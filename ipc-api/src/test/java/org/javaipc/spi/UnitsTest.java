package org.javaipc.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "10, 10",
    "010, 10",
    "-010, -10",
    "0x10, 16",
    "0X0a, 10",
    "0, 0",
    "9223372036854775807, 9223372036854775807",
    "0xffffffffffffffff, -1"
  })
  @DisplayName("A number is decimal, whatever zeros it begins with, or hexadecimal after 0x")
  void numbers(String text, long number) {
    assertThat(Units.number(text)).hasValue(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "#10",
        "+1",
        "1 ",
        "0x",
        "-0x1",
        "9223372036854775808",
        "0x10000000000000000"
      })
  @DisplayName("What is not a number, or over 64 bits, is none")
  void others(String text) {
    assertThat(Units.number(text)).isEmpty();
  }
}
