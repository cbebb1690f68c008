package org.javaipc.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** An application's: defines one class that its parent has too, and sees the files of a folder. */
final class OwnClassLoader extends URLClassLoader {
  private final String own;

  OwnClassLoader(Path folder, String own) throws IOException {
    super(new URL[] {folder.toUri().toURL()}, OwnClassLoader.class.getClassLoader());
    this.own = own;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.equals(own) || findLoadedClass(name) != null) {
      return super.loadClass(name, resolve);
    }
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
