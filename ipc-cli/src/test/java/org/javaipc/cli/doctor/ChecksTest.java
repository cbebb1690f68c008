package org.javaipc.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.cli.doctor.Check.Verdict;
import org.javaipc.linux.semaphore.SemaphoreLimits;
import org.junit.jupiter.api.Test;

class ChecksTest {
  @Test
  void oldKernelsLackSomething() {
    assertThat(KernelChecks.version("5.15.0-generic").verdict()).isEqualTo(Verdict.WARN);
    assertThat(KernelChecks.version("5.16").verdict()).isEqualTo(Verdict.OK);
    assertThat(KernelChecks.version("6.1.0").verdict()).isEqualTo(Verdict.OK);
    assertThat(KernelChecks.version("odd").verdict()).isEqualTo(Verdict.WARN);
  }

  @Test
  void oldJavaIsAProblem() {
    assertThat(JvmChecks.java(24).verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(JvmChecks.java(25).verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void littleSharedMemoryIsToldWithTheCure() {
    Check check = PlaceChecks.sharedMemory("tmpfs", 64L << 20, 60L << 20);
    assertThat(check.verdict()).isEqualTo(Verdict.WARN);
    assertThat(check.finding()).isEqualTo("tmpfs of 64 MiB, 60 MiB free");
    assertThat(check.cure()).hasValueSatisfying(cure -> assertThat(cure).contains("--shm-size"));
    assertThat(PlaceChecks.sharedMemory("tmpfs", 1L << 30, 1L << 29).verdict())
        .isEqualTo(Verdict.OK);
  }

  @Test
  void lowLimitsAreTold() {
    assertThat(LimitChecks.openFiles("256").verdict()).isEqualTo(Verdict.WARN);
    assertThat(LimitChecks.openFiles("unlimited").verdict()).isEqualTo(Verdict.OK);
    assertThat(LimitChecks.segmentCount(4096, 4095).verdict()).isEqualTo(Verdict.WARN);
    assertThat(LimitChecks.segmentCount(4096, 3).verdict()).isEqualTo(Verdict.OK);
    BigInteger huge = new BigInteger("18446744073692774399");
    assertThat(LimitChecks.segments("shmall", huge, BigInteger.ONE, "").verdict())
        .isEqualTo(Verdict.OK);
    assertThat(LimitChecks.segments("shmmax", BigInteger.TEN, BigInteger.ONE, "").verdict())
        .isEqualTo(Verdict.WARN);
  }

  @Test
  void numbersOfTheKernelAreReadWhole() throws Exception {
    String shmmax = Files.readAllLines(Path.of("/proc/sys/kernel/shmmax")).getFirst();
    assertThat(LimitChecks.all())
        .anySatisfy(
            check -> assertThat(check.finding()).isEqualTo(shmmax + " bytes for one segment"));
  }

  @Test
  void limitsOfSemaphoresAndQueuesAreToldWithWhatRaisesThem() {
    assertThat(ObjectChecks.all())
        .extracting(Check::name)
        .contains("semaphores", "msgmni", "msgmax", "msgmnb", "queues_max", "msg_max", "msgqueue");
    assertThat(ObjectChecks.all()).noneMatch(check -> check.finding().startsWith("unknown"));
    SemaphoreLimits limits = new SemaphoreLimits(250, 32_000, 32, 128);
    assertThat(ObjectChecks.semaphores(limits, 120).verdict()).isEqualTo(Verdict.WARN);
    assertThat(ObjectChecks.semaphores(limits, 3).finding())
        .contains("3 of SEMMNI=128")
        .contains("kernel.sem=\"250 32000 32 128\"");
    assertThat(ObjectChecks.queues(16, 10).verdict()).isEqualTo(Verdict.WARN);
  }

  @Test
  void limitsOfSignalsAndProcessesAreToldWithWhatRaisesThem() {
    assertThat(ProcessChecks.all())
        .extracting(Check::name)
        .containsExactly(
            "pending signals",
            "processes",
            "pid_max",
            "locked memory",
            "max_map_count",
            "ptrace_scope");
    assertThat(ProcessChecks.all()).noneMatch(check -> check.finding().startsWith("unknown"));
    Check full = ProcessChecks.pendingSignals(450, "500");
    assertThat(full.verdict()).isEqualTo(Verdict.WARN);
    assertThat(full.finding()).startsWith("450 of RLIMIT_SIGPENDING=500");
    assertThat(full.cure()).hasValueSatisfying(cure -> assertThat(cure).contains("ulimit -i"));
    assertThat(ProcessChecks.pendingSignals(3, "96364").verdict()).isEqualTo(Verdict.OK);
    assertThat(ProcessChecks.processes("100").verdict()).isEqualTo(Verdict.WARN);
    assertThat(ProcessChecks.processes("unlimited").verdict()).isEqualTo(Verdict.OK);
    assertThat(ProcessChecks.lockedMemory("0").verdict()).isEqualTo(Verdict.WARN);
    assertThat(ProcessChecks.ptraceScope("1").verdict()).isEqualTo(Verdict.OK);
    assertThat(ProcessChecks.ptraceScope("3").verdict()).isEqualTo(Verdict.WARN);
  }
}
