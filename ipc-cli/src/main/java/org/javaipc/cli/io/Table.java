package org.javaipc.cli.io;

import java.util.ArrayList;
import java.util.List;

/** Rows of columns that are as wide as their widest cell; those with numbers are right-aligned. */
public final class Table {
  private static final String GAP = "  ";

  private final List<String[]> rows = new ArrayList<>();

  /** Begins with the columns' names. */
  public Table(String... names) {
    rows.add(names.clone());
  }

  /** Adds a row. */
  public Table row(String... cells) {
    rows.add(cells.clone());
    return this;
  }

  /** {@return the lines} */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.length; column++) {
        line.append(column == 0 ? "" : GAP).append(padded(row[column], column));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private String padded(String cell, int column) {
    int width = rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
    String padding = " ".repeat(width - cell.length());
    return isNumeric(column) ? padding + cell : cell + padding;
  }

  private boolean isNumeric(int column) {
    return rows.size() > 1
        && rows.stream().skip(1).allMatch(row -> row[column].matches("[-0-9.,]*"));
  }
}
