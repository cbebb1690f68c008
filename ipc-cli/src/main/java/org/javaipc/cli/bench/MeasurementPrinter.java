package org.javaipc.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.cli.io.StandardOutput;

/** Prints each measurement when it is made: a line of JSON, or a row of a table. */
public final class MeasurementPrinter {
  private final StandardOutput output;
  private final boolean json;
  private final String format;
  private final List<Measurement> printed = new ArrayList<>();

  /**
   * Makes the printer.
   *
   * @param json lines of JSON instead of a table
   * @param width of the longest address, in characters
   */
  public MeasurementPrinter(StandardOutput output, boolean json, int width) {
    this.output = output;
    this.json = json;
    this.format = "%-" + Math.max(width, 7) + "s  %-5s %8s %10s %10s %9s %9s %9s %9s %9s %9s%n";
  }

  /** Prints one. */
  public void print(Measurement measurement) throws IOException {
    if (json) {
      output.text(measurement.json());
    } else {
      if (printed.isEmpty()) {
        output.text(row(Measurement.columns()));
      }
      output.text(row(measurement.cells()));
    }
    printed.add(measurement);
  }

  private String row(List<String> cells) {
    return format.formatted(cells.toArray());
  }

  /** {@return all that were printed} */
  public List<Measurement> printed() {
    return printed;
  }
}
