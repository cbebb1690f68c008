package org.springframework.boot.actuate.health;

/** The name by which an application is known to have the Actuator of Spring Boot 3. */
public interface HealthIndicator {}
