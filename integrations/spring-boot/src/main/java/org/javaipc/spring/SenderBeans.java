package org.javaipc.spring;

import java.util.Map;
import org.javaipc.Sender;
import org.javaipc.TypedSender;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/** Defines the beans that {@link IpcSender} stands for: two for each channel of the configuration, made when injected. */
final class SenderBeans implements ImportBeanDefinitionRegistrar {
  private final Environment environment;

  SenderBeans(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
    Map<String, Object> channels =
        Binder.get(environment)
            .bind("ipc.channel", Bindable.mapOf(String.class, Object.class))
            .orElse(Map.of());
    for (String name : channels.keySet()) {
      if (!name.equals(ChannelAddresses.TEMPLATE)) {
        define(registry, Sender.class, "ipcSender." + name, name);
        define(registry, TypedSender.class, "ipcTypedSender." + name, name);
      }
    }
  }

  private static void define(
      BeanDefinitionRegistry registry, Class<?> type, String beanName, String channel) {
    boolean typed = type.equals(TypedSender.class);
    RootBeanDefinition definition = new RootBeanDefinition(type);
    definition.setFactoryBeanName(typed ? "ipcTypedSenderFactory" : "ipcSenderFactory");
    definition.setFactoryMethodName("sender");
    definition.getConstructorArgumentValues().addIndexedArgumentValue(0, channel);
    // The codec is that of the place where it is injected.
    definition.setScope(typed ? BeanDefinition.SCOPE_PROTOTYPE : BeanDefinition.SCOPE_SINGLETON);
    definition.setAutowireMode(RootBeanDefinition.AUTOWIRE_CONSTRUCTOR);
    definition.setLazyInit(true);
    definition.addQualifier(new AutowireCandidateQualifier(IpcSender.class, channel));
    registry.registerBeanDefinition(beanName, definition);
  }
}
