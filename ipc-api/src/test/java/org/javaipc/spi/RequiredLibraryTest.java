package org.javaipc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.javaipc.LibraryUnavailableException;
import org.junit.jupiter.api.Test;

/** A library that may be missing. */
class RequiredLibraryTest {
  private static final RequiredLibrary ACME =
      new RequiredLibrary("com.acme:tools", "2.1", "com.acme.tools");

  private static Object failing(LinkageError error) {
    return ACME.use(
        "Desk.of",
        () -> {
          throw error;
        });
  }

  @Test
  void whatItGivesIsPassedOn() {
    assertThat(ACME.use("Desk.of", () -> 7)).isEqualTo(7);
  }

  @Test
  void aMissingClassAMissingMethodAndAFailedInitializerNameTheArtifact() {
    for (LinkageError error :
        new LinkageError[] {
          new NoClassDefFoundError("com/acme/tools/Hammer"),
          new NoSuchMethodError("'void com.acme.tools.Hammer.hit()'"),
          new ExceptionInInitializerError(new IllegalStateException("com.acme.tools.Nail is bent"))
        }) {
      assertThatThrownBy(() -> failing(error))
          .isInstanceOf(LibraryUnavailableException.class)
          .hasCause(error)
          .hasMessageStartingWith("Desk.of: com.acme:tools is missing or older than 2.1 (")
          .hasMessageEndingWith("add com.acme:tools:2.1 or newer to the class path or module path");
    }
  }

  @Test
  void anErrorOfOtherClassesStaysWhatItIs() {
    NoClassDefFoundError error = new NoClassDefFoundError("com/example/Order");
    assertThatThrownBy(() -> failing(error)).isSameAs(error);
  }
}
