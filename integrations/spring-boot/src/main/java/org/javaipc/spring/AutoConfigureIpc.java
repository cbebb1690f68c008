package org.javaipc.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.test.context.TestPropertySource;

/**
 * A test with listeners, senders and servers, in which all channels are in the memory of this JVM, whatever their
 * addresses say. Use it with {@code @SpringJUnitConfig} alone, or with {@code @SpringBootTest} and slices.
 *
 * <p>Each application context has channels of its own: a test uses {@code @IpcSender}, {@link IpcSenders} or the bean
 * {@link org.javaipc.IpcContext IpcContext} to reach them.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ImportAutoConfiguration(IpcAutoConfiguration.class)
@TestPropertySource(properties = "ipc.memory=true")
public @interface AutoConfigureIpc {}
