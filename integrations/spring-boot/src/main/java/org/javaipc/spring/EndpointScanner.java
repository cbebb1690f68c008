package org.javaipc.spring;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Map;
import org.javaipc.IpcContext;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/** Finds the annotated methods of all beans, and checks them. */
final class EndpointScanner implements SmartInitializingSingleton {
  private final ConfigurableListableBeanFactory beans;
  private final IpcContext context;
  private final IpcEndpoints endpoints;
  private final IpcErrorHandler errors;
  private final MethodShapes shapes;

  EndpointScanner(
      ConfigurableListableBeanFactory beans,
      IpcContext context,
      IpcEndpoints endpoints,
      IpcErrorHandler errors,
      MethodShapes shapes) {
    this.beans = beans;
    this.context = context;
    this.endpoints = endpoints;
    this.errors = errors;
    this.shapes = shapes;
  }

  @Override
  public void afterSingletonsInstantiated() {
    for (String name : beans.getBeanDefinitionNames()) {
      if (!ScopedProxyUtils.isScopedTarget(name)) {
        Class<?> type = AutoProxyUtils.determineTargetClass(beans, name);
        if (type != null) {
          scan(name, type);
        }
      }
    }
  }

  private void scan(String name, Class<?> type) {
    methods(type, IpcListener.class)
        .forEach(
            (method, listener) -> endpoints.add(listener(method(name, method, type), listener)));
    methods(type, IpcServer.class)
        .forEach((method, server) -> endpoints.add(server(method(name, method, type), server)));
  }

  private static <A extends Annotation> Map<Method, A> methods(Class<?> type, Class<A> annotation) {
    return AnnotationUtils.isCandidateClass(type, annotation)
        ? MethodIntrospector.selectMethods(
            type,
            (MethodIntrospector.MetadataLookup<A>)
                method -> AnnotatedElementUtils.findMergedAnnotation(method, annotation))
        : Map.of();
  }

  private BeanMethod method(String name, Method method, Class<?> type) {
    if (!beans.isSingleton(name)) {
      throw new StartException(
          type.getName()
              + "."
              + method.getName()
              + " listens or serves, but its bean '"
              + name
              + "' is not a singleton",
          "Make the bean a singleton: there is one channel for all of its instances.");
    }
    try {
      return new BeanMethod(beans.getBean(name), method, type);
    } catch (IllegalStateException e) { // a proxy without the method
      throw new StartException(
          type.getName() + "." + method.getName() + ": " + e.getMessage(),
          "Proxy the class (spring.aop.proxy-target-class=true), or declare the method in an interface.",
          e);
    }
  }

  private ManagedEndpoint listener(BeanMethod method, IpcListener listener) {
    String channel = resolved(listener.value());
    MessageReader reader = shapes.listener(method, channel, listener.codec());
    Handling handling = new Handling("@IpcListener(\"" + channel + "\") " + method, method, errors);
    return new ListenerEndpoint(channel, context, reader, handling);
  }

  private ManagedEndpoint server(BeanMethod method, IpcServer server) {
    String channel = resolved(server.value());
    Handling handling = new Handling("@IpcServer(\"" + channel + "\") " + method, method, errors);
    ServerEndpoint.ConnectionTalk talk =
        shapes.servesConnections(method)
            ? ServerTalks.free(handling)
            : ServerTalks.answering(
                shapes.request(method, channel), shapes.answer(method, channel), handling);
    return new ServerEndpoint(channel, context, talk, handling);
  }

  private String resolved(String text) {
    String value = beans.resolveEmbeddedValue(text);
    return value == null ? text : value;
  }
}
