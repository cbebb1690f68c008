package org.javaipc.cli.process;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.javaipc.signal.Signal;

/** Lists of signals as options have them: {@code HUP,RTMIN..RTMAX}. */
public final class SignalWords {
  private SignalWords() {}

  /**
   * {@return the numbers}
   *
   * @throws IllegalArgumentException if there is no such signal
   */
  public static int[] numbers(String words) {
    return Stream.of(words.split(",", -1)).flatMapToInt(SignalWords::range).toArray();
  }

  private static IntStream range(String word) {
    int dots = word.indexOf("..");
    if (dots < 0) {
      return IntStream.of(Signal.of(word).number());
    }
    int first = Signal.of(word.substring(0, dots)).number();
    int last = Signal.of(word.substring(dots + 2)).number();
    if (first > last) {
      throw new IllegalArgumentException(
          word + " is not a range of signals: it ends before it begins");
    }
    return IntStream.rangeClosed(first, last);
  }
}
