package org.javaipc.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.javaipc.cli.doctor.Check.Verdict;
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
}
