package org.javaipc.linux.call;

import org.javaipc.AccessRefusedException;
import org.javaipc.ConnectionResetException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ObjectExistsException;
import org.javaipc.PeerClosedException;
import org.javaipc.ResourceLimitException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.raw.Errno;

/** The one place where an error number becomes an exception with a meaning and a cure. */
public final class SystemErrors {
  private SystemErrors() {}

  /**
   * {@return the exception for a call that failed}
   *
   * @param returned by the call: {@code -errno}
   * @param call name of the function
   * @param object that the call was for, as people know it
   */
  public static IpcException of(long returned, String call, String object) {
    return of(returned, call, object, cureOf(returned, call));
  }

  /**
   * {@return the same with a cure that the caller knows better}
   *
   * @param returned by the call: {@code -errno}
   * @param call name of the function
   * @param object that the call was for, as people know it
   * @param cure what to do; empty if nothing is known
   */
  public static IpcException of(long returned, String call, String object, String cure) {
    int errno = (int) -returned;
    String name = Errno.name(errno);
    String message =
        object + ": " + call + " failed with " + name + (cure.isEmpty() ? "" : ": " + cure);
    return switch (errno) {
      case Errno.EMFILE,
          Errno.ENFILE,
          Errno.ENOMEM,
          Errno.ENOSPC,
          Errno.EDQUOT,
          Errno.ENOLCK,
          Errno.EFBIG,
          Errno.ETOOMANYREFS ->
          new ResourceLimitException(message);
      case Errno.EACCES, Errno.EPERM, Errno.EROFS, Errno.ELOOP ->
          new AccessRefusedException(message);
      case Errno.EPIPE -> new PeerClosedException(message);
      case Errno.ECONNRESET -> new ConnectionResetException(message);
      case Errno.ENOENT, Errno.EIDRM -> new NoSuchObjectException(message, name);
      case Errno.EEXIST -> new ObjectExistsException(message, name);
      default -> new SystemCallException(message, name);
    };
  }

  /**
   * Checks what a call returned.
   *
   * @param returned by the call: a result of 0 or more, or {@code -errno}
   * @param call name of the function
   * @param object that the call was for, as people know it
   * @return the same, if it is not an error
   * @throws IpcException if it is one
   */
  public static long check(long returned, String call, String object) throws IpcException {
    if (Errno.failed(returned)) {
      throw of(returned, call, object);
    }
    return returned;
  }

  /** The same error is another limit for another call. */
  private static String cureOf(long returned, String call) {
    int errno = (int) -returned;
    if (errno == Errno.ENOSPC && call.equals("epoll_ctl")) {
      return "this user has reached its limit of watched descriptors; raise fs.epoll.max_user_watches";
    }
    if (errno == Errno.EMFILE && call.startsWith("inotify")) {
      return "this user has reached its limit of inotify instances; raise"
          + " fs.inotify.max_user_instances, or `ulimit -n`";
    }
    if (errno == Errno.EAGAIN && (call.equals("timer_create") || call.endsWith("sigqueueinfo"))) {
      return "this user has reached its limit of queued signals (each timer counts as one); raise"
          + " `ulimit -i`";
    }
    if (errno == Errno.ENOMEM && (call.equals("msgget") || call.equals("semget"))) {
      return "the kernel has no memory for another one";
    }
    if (errno == Errno.ENFILE && call.equals("pipe2")) {
      return "the system has reached its limit of open files, or this user its limit of pages in pipes;"
          + " raise fs.file-max or fs.pipe-user-pages-hard";
    }
    return cureOf(returned);
  }

  /**
   * {@return the cure for an error of any call; empty if none is known}
   *
   * @param returned by the call: {@code -errno}
   */
  public static String cureOf(long returned) {
    return switch ((int) -returned) {
      case Errno.EMFILE -> "this process has reached its limit of open files; raise `ulimit -n`";
      case Errno.ENFILE -> "the system has reached its limit of open files; raise fs.file-max";
      case Errno.ENOMEM ->
          "no memory or too many mappings; use a smaller capacity or raise vm.max_map_count";
      case Errno.ENOSPC ->
          "the file system is full; use a smaller capacity, remove files or enlarge it"
              + " (for /dev/shm: mount -o remount,size=..., docker run --shm-size=...)";
      case Errno.EDQUOT -> "this user's disk quota is used up";
      case Errno.ENOLCK -> "the system has reached its limit of file locks";
      case Errno.EFBIG -> "larger than a file may be; see `ulimit -f`";
      case Errno.EACCES, Errno.EPERM -> "permission denied; check owner and mode";
      case Errno.EROFS -> "the file system is read-only; name another directory with dir=";
      case Errno.ELOOP -> "it is a symbolic link, which is never followed here";
      case Errno.ENOENT -> "it does not exist";
      case Errno.EIDRM -> "it has been removed";
      case Errno.EEXIST -> "that name is already taken";
      case Errno.ESRCH -> "no such process";
      case Errno.EBADF -> "no descriptor of that number is open";
      case Errno.ENAMETOOLONG -> "the name is too long";
      case Errno.EPIPE -> "the other end is closed";
      case Errno.ECONNRESET -> "the other end closed without reading all that was sent to it";
      case Errno.ETOOMANYREFS ->
          "more descriptors are in transit than this process may have open; raise `ulimit -n`";
      case Errno.EOPNOTSUPP -> "the file system cannot do this; name another with dir=";
      default -> "";
    };
  }
}
