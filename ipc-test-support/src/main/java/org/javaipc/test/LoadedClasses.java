package org.javaipc.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Loads the classes of this project that are in folders. Loading a class from a folder takes a descriptor, so a process
 * without descriptors would fail for a reason that no application in jars has.
 */
public final class LoadedClasses {
  private static final String ENDING = ".class";

  private LoadedClasses() {}

  /**
   * Loads all classes, but initializes none.
   *
   * @throws IOException if a folder of the class path cannot be read
   */
  public static void ofFolders() throws IOException {
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path root = Path.of(entry);
      if (Files.isDirectory(root)) {
        try (Stream<Path> files = Files.walk(root)) {
          files
              .map(file -> root.relativize(file).toString())
              .filter(LoadedClasses::isOurs)
              .forEach(LoadedClasses::load);
        }
      }
    }
  }

  private static boolean isOurs(String file) {
    return file.startsWith("org/javaipc/") && file.endsWith(ENDING) && !file.contains("testkit");
  }

  private static void load(String file) {
    String name = file.substring(0, file.length() - ENDING.length()).replace('/', '.');
    try {
      Class.forName(name, false, LoadedClasses.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // The class needs an optional library that is missing here.
    }
  }
}
