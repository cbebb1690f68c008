package org.javaipc.opentelemetry;

import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import java.util.StringJoiner;

/** The text of a tracestate: {@code key=value,key=value}, the newest first. */
final class StateText {
  private StateText() {}

  static String of(TraceState state) {
    StringJoiner members = new StringJoiner(",");
    state.forEach((key, value) -> members.add(key + "=" + value));
    return members.toString();
  }

  /** {@return the state; the builder leaves out members that break the rules} */
  static TraceState parse(String text) {
    if (text.isEmpty()) {
      return TraceState.getDefault();
    }
    String[] members = text.split(",", 33);
    TraceStateBuilder state = TraceState.builder();
    for (int i = Math.min(members.length, 32) - 1; i >= 0; i--) { // put() adds in front
      int equals = members[i].indexOf('=');
      if (equals > 0) {
        state.put(
            members[i].substring(0, equals).strip(), members[i].substring(equals + 1).strip());
      }
    }
    return state.build();
  }
}
