package org.javaipc.testkit;

import java.util.Comparator;
import org.junit.jupiter.api.MethodDescriptor;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;

/** Runs the tests in the order of the contract's lines, whose numbers begin their names. */
final class LineOrder implements MethodOrderer {
  @Override
  public void orderMethods(MethodOrdererContext context) {
    context
        .getMethodDescriptors()
        .sort(
            Comparator.comparingInt((MethodDescriptor method) -> lineOf(method.getDisplayName()))
                .thenComparing(MethodDescriptor::getDisplayName));
  }

  /** {@return the number before the first blank; 0 if there is none} */
  static int lineOf(String displayName) {
    String first = displayName.substring(0, Math.max(0, displayName.indexOf(' ')));
    return first.matches("[0-9]{1,2}") ? Integer.parseInt(first) : 0;
  }
}
