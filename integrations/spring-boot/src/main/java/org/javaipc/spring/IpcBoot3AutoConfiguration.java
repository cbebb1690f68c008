package org.javaipc.spring;

import org.apache.commons.logging.LogFactory;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;

/** Says at the start what an application with the Actuator of Spring Boot 3 lacks. */
@AutoConfiguration(after = IpcAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
@ConditionalOnMissingClass("org.springframework.boot.health.contributor.HealthIndicator")
public final class IpcBoot3AutoConfiguration {
  /** Made by Spring. */
  IpcBoot3AutoConfiguration() {
    LogFactory.getLog(IpcBoot3AutoConfiguration.class)
        .info(
            "The health of @IpcListener and @IpcServer methods is not in Actuator: this is Spring Boot "
                + SpringBootVersion.getVersion()
                + ", and the health of this starter needs 4.0 or newer");
  }
}
