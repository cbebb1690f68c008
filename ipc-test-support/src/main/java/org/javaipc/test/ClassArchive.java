package org.javaipc.test;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A class path with the JVM's archive of its classes (JEP 483), which makes a short-lived JVM start sooner. The first
 * process that needs it creates it, and it is recreated when a class has changed. An archive accepts only jars, so
 * folders of classes are packed into jars beside it.
 */
public final class ClassArchive {
  private static final String ARCHIVE = "classes.aot";

  private final Path folder;
  private final List<Path> classPath;

  private ClassArchive(Path folder, List<Path> classPath) {
    this.folder = folder;
    this.classPath = classPath;
  }

  /**
   * Finds the archive, or creates it.
   *
   * @param parent a folder for archives
   * @param options of the JVMs that will use it, as far as they affect the layout of the heap
   * @param training a main class and its arguments; the archive contains the classes that this run loads
   * @return the archive
   * @throws IOException if it cannot be created
   * @throws InterruptedException if this thread is interrupted
   */
  public static ClassArchive of(Path parent, List<String> options, List<String> training)
      throws IOException, InterruptedException {
    List<Path> entries =
        Pattern.compile(File.pathSeparator)
            .splitAsStream(System.getProperty("java.class.path"))
            .map(Path::of)
            .filter(Files::exists)
            .toList();
    Path folder = parent.resolve(Integer.toHexString(key(entries, options, training)));
    Files.createDirectories(folder);
    List<Path> jars = new ArrayList<>();
    for (Path entry : entries) {
      jars.add(Files.isDirectory(entry) ? folder.resolve(jars.size() + ".jar") : entry);
    }
    ClassArchive archive = new ClassArchive(folder, jars);
    try (FileChannel lock =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = lock.lock()) {
      if (held.isValid() && Files.notExists(archive.file())) {
        archive.make(entries, options, training);
      }
    }
    return archive;
  }

  private static int key(List<Path> entries, List<String> options, List<String> training)
      throws IOException {
    List<Object> all = new ArrayList<>(List.of(Runtime.version(), options, training));
    for (Path entry : entries) {
      try (Stream<Path> files = Files.walk(entry)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          all.addAll(List.of(file, Files.size(file), Files.getLastModifiedTime(file)));
        }
      }
    }
    return all.hashCode();
  }

  private Path file() {
    return folder.resolve(ARCHIVE);
  }

  private void make(List<Path> entries, List<String> options, List<String> training)
      throws IOException, InterruptedException {
    for (int i = 0; i < entries.size(); i++) {
      if (Files.isDirectory(entries.get(i))) {
        pack(entries.get(i), classPath.get(i));
      }
    }
    Path log = folder.resolve("log.txt");
    Path made = folder.resolve("new.aot");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-XX:AOTCacheOutput=" + made, "-cp", classPath()));
    command.addAll(training);
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    if (status != 0 || Files.notExists(made)) {
      throw new IOException("no archive of classes was made, status " + status + ": see " + log);
    }
    Files.move(made, file(), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> files = Files.walk(classes)) {
      for (Path one : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(one).toString()));
        Files.copy(one, out);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** {@return the options of a JVM that uses it; warnings of the JVM itself go to standard error} */
  public List<String> options() {
    return List.of("-XX:AOTCache=" + file(), "-Xlog:disable", "-Xlog:all=warning:stderr");
  }

  /** {@return the class path of such a JVM} */
  public String classPath() {
    return String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList());
  }
}
