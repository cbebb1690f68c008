package org.javaipc.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Python client's own tests. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PythonUnitTest {
  @ParameterizedTest(name = "fences of a weakly ordered processor: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName(
      "The unit tests of the Python client pass, also with the fences of a weakly ordered processor")
  void unitTests(boolean fences) throws Exception {
    Needs.program("python3");
    ProcessBuilder tests =
        new ProcessBuilder(
                List.of(
                    "python3",
                    "-m",
                    "unittest",
                    "discover",
                    "-s",
                    "clients/python/tests",
                    "-t",
                    "clients/python"))
            .directory(Client.ROOT.toFile())
            .redirectErrorStream(true);
    tests.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    tests.environment().put("JAVAIPC_FENCE_ALL", fences ? "1" : "");
    Process process = tests.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
