package org.javaipc.cli.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void alignsTextLeftAndNumbersRight() {
    Table table =
        new Table("name", "count", "note").row("a", "5", "yes").row("longer", "12345", "");
    assertThat(table)
        .hasToString(
            """
            name    count  note
            a           5  yes
            longer  12345
            """);
  }
}
