package org.javaipc.cli;

import java.util.List;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Makes the declarations of parameters and options; {@link Arguments} reads what was given. */
final class Options {
  /** {@code --json}. */
  static final String JSON = "--json";

  /** {@code --dir}. */
  static final String DIRECTORY = "--dir";

  private Options() {}

  /** {@return an option without a value} */
  static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).description(description).build();
  }

  /** {@return an option with a value, which may be given once} */
  static OptionSpec value(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** {@return an option with a value, which may be given again and again} */
  static OptionSpec values(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** {@return {@code --json}} */
  static OptionSpec json() {
    return flag(JSON, "Print one JSON object per line.");
  }

  /** {@return {@code --dir}} */
  static OptionSpec directory() {
    return value(DIRECTORY, "DIR", "Use this runtime directory instead of the usual one.");
  }

  /** {@return the address that a command must be given} */
  static PositionalParamSpec address() {
    return PositionalParamSpec.builder()
        .index("0")
        .type(String.class)
        .required(true)
        .paramLabel("ADDRESS")
        .description("An address such as shm:orders?capacity=4MiB, or a logical name.")
        .build();
  }

  /** {@return a parameter that the command must be given} */
  static PositionalParamSpec parameter(int index, String label, String description) {
    return PositionalParamSpec.builder()
        .index(Integer.toString(index))
        .type(String.class)
        .required(true)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** {@return parameters after the address, of which there is at least one} */
  static PositionalParamSpec afterAddress(String label, String description) {
    return PositionalParamSpec.builder()
        .index("1..*")
        .arity("1..*")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .required(true)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** {@return parameters of which there may be any number, also none} */
  static PositionalParamSpec rest(String label, String description) {
    return PositionalParamSpec.builder()
        .index("0..*")
        .arity("0..*")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }
}
