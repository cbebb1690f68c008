package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CpTest {
  @RegisterExtension final Workplace place = new Workplace();
  @TempDir Path folder;

  private Path source() throws Exception {
    byte[] content = new byte[3_000_000];
    new Random(1).nextBytes(content);
    return Files.write(folder.resolve("source"), content);
  }

  @Test
  @DisplayName("M9 cp copies to a new file, onto a file and into a directory, and says nothing")
  void copies() throws Exception {
    Path source = source();
    Path target = folder.resolve("target");
    assertThat(Call.of("cp", source.toString(), target.toString())).isEqualTo(new Call(0, "", ""));
    assertThat(Files.mismatch(source, target)).isEqualTo(-1);
    Files.write(target, new byte[5_000_000]);
    assertThat(Call.of("cp", source.toString(), target.toString()).exit()).isZero();
    assertThat(Files.mismatch(source, target)).isEqualTo(-1);
    Path directory = Files.createDirectory(folder.resolve("directory"));
    assertThat(Call.of("cp", source.toString(), directory.toString()).exit()).isZero();
    assertThat(Files.mismatch(source, directory.resolve("source"))).isEqualTo(-1);
  }

  @Test
  @DisplayName("M9 cp of a sparse file over 4 GiB keeps its holes")
  void keepsHoles() throws Exception {
    Path source = folder.resolve("sparse");
    Path target = folder.resolve("target");
    try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
      file.seek(5L << 30);
      file.write(1);
    }
    assertThat(Call.of("cp", source.toString(), target.toString()).exit()).isZero();
    assertThat(Files.size(target)).isEqualTo((5L << 30) + 1);
    String end = "tail -c 1000000 '" + source + "' | cmp - <(tail -c 1000000 '" + target + "')";
    assertThat(place.shell("[ $(stat -c %b '" + target + "') -lt 10000 ] && " + end)).isZero();
  }

  @Test
  void whatCannotBeCopiedIsSaidInOneLine() throws Exception {
    Path source = source();
    String missing = folder.resolve("missing").toString();
    Call none = Call.of("cp", missing, folder.resolve("target").toString());
    assertThat(none.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(none.err())
        .startsWith("ipc: " + missing + ": open failed with ENOENT")
        .hasLineCount(1);
    Call same = Call.of("cp", source.toString(), source.toString());
    assertThat(same.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(same.err()).contains("are the same file").hasLineCount(1);
    Call one = Call.of("cp", source.toString());
    assertThat(one.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(one.err()).contains("DST").hasLineCount(1);
    Call device = Call.of("cp", "/dev/zero", folder.resolve("target").toString());
    assertThat(device.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(device.err()).contains("regular file").hasLineCount(1);
    assertThat(folder.resolve("target")).doesNotExist();
  }

  @Test
  void anInterruptedCopyLeavesNoTarget() throws Exception {
    Path source = folder.resolve("large");
    Path target = folder.resolve("target");
    try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
      byte[] megabyte = new byte[1 << 20];
      for (int i = 0; i < 512; i++) {
        file.write(megabyte);
      }
    }
    IpcProcess copy = place.ipc("cp", source.toString(), target.toString());
    await().atMost(IpcProcess.PATIENCE).until(() -> Files.exists(target));
    copy.signal("INT");
    int exit = copy.exit();
    if (exit != 0) { // it was not faster than the signal
      assertThat(exit).isEqualTo(130);
      assertThat(target).doesNotExist();
    }
  }
}
