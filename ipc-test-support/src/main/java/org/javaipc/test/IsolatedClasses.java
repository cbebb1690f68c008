package org.javaipc.test;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Classes that are loaded a second time, as an application would have them: without a library that the test has, or
 * with another version of it. Everything except the JDK comes from the given places.
 */
public final class IsolatedClasses extends URLClassLoader {
  private final List<String> hidden;

  private IsolatedClasses(List<URL> places, List<String> hidden) {
    super(places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    this.hidden = hidden;
  }

  /**
   * {@return a loader for the jars and folders that some classes came from; for a module under test, both its classes
   * and its test classes}
   *
   * @param examples one class from each place
   * @throws IOException if a place is not in the file system
   */
  public static IsolatedClasses of(Class<?>... examples) throws IOException {
    List<URL> places = new ArrayList<>();
    for (Class<?> example : examples) {
      Path place = place(example);
      if (Files.isDirectory(place)) {
        places.add(url(place.resolveSibling("classes")));
        places.add(url(place.resolveSibling("test-classes")));
      } else {
        places.add(url(place));
      }
    }
    return new IsolatedClasses(places, List.of());
  }

  private static Path place(Class<?> example) {
    return Path.of(example.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  /**
   * {@return this loader without some classes}
   *
   * @param names of classes or packages; every class whose name begins with one of them is missing
   */
  public IsolatedClasses without(String... names) {
    return new IsolatedClasses(List.of(getURLs()), List.of(names));
  }

  /**
   * {@return this loader with the jars of a folder}
   *
   * @param folder beside {@code target/classes} of the test's module
   * @param test a class of the test
   * @throws IOException if there is no such folder
   */
  public IsolatedClasses with(String folder, Class<?> test) throws IOException {
    List<URL> places = new ArrayList<>(List.of(getURLs()));
    try (Stream<Path> jars = Files.list(place(test).resolveSibling(folder))) {
      for (Path jar : jars.toList()) {
        places.add(url(jar));
      }
    }
    return new IsolatedClasses(places, hidden);
  }

  private static URL url(Path place) throws MalformedURLException {
    return place.toUri().toURL();
  }

  /**
   * {@return the result of such a class when it is loaded here, with this as the thread's class loader}
   *
   * @param body a class with a constructor without parameters
   * @throws Exception what the body throws, whose class was loaded here
   */
  public Object call(Class<? extends Callable<?>> body) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(this);
    try {
      var constructor = Class.forName(body.getName(), true, this).getDeclaredConstructor();
      constructor.setAccessible(true);
      return ((Callable<?>) constructor.newInstance()).call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Looks here first: on the module path, the JDK's loaders find the modules of the test as well. */
  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      if (hidden.stream().anyMatch(name::startsWith)) {
        throw new ClassNotFoundException(name);
      }
      Class<?> found = ofTheJdk(name);
      return found == null ? findClass(name) : found;
    }
  }

  private @Nullable Class<?> ofTheJdk(String name) {
    try {
      Class<?> found = Class.forName(name, false, getParent());
      ClassLoader loader = found.getClassLoader();
      return loader == null || loader.equals(getParent()) ? found : null;
    } catch (ClassNotFoundException e) {
      return null;
    }
  }
}
