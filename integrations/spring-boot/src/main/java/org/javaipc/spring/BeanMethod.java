package org.javaipc.spring;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** An annotated method of a bean. */
final class BeanMethod {
  private final Object bean;
  private final Method declared;
  private final Method invocable;
  private final Class<?> type;

  /**
   * Takes a method.
   *
   * @param bean whose method it is, or its proxy
   * @param method as its class declares it
   * @param type the class, without proxies
   */
  BeanMethod(Object bean, Method method, Class<?> type) {
    this.bean = bean;
    this.declared = method;
    this.type = type;
    this.invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
    ReflectionUtils.makeAccessible(invocable);
  }

  ResolvableType parameter() {
    return ResolvableType.forMethodParameter(declared, 0, type);
  }

  int parameters() {
    return declared.getParameterCount();
  }

  ResolvableType answer() {
    return ResolvableType.forMethodReturnType(declared, type);
  }

  boolean returnsNothing() {
    return declared.getReturnType() == void.class;
  }

  /** {@return what the method returns} What it throws is thrown as it is. */
  @Nullable Object call(Object argument) throws Throwable {
    try {
      return invocable.invoke(bean, argument);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  /** {@return the class and the method, such as {@code Desk.book(Order)}} */
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder(ClassUtils.getShortName(type))
            .append('.')
            .append(declared.getName())
            .append('(');
    for (int i = 0; i < declared.getParameterCount(); i++) {
      text.append(i == 0 ? "" : ", ").append(declared.getParameterTypes()[i].getSimpleName());
    }
    return text.append(')').toString();
  }
}
