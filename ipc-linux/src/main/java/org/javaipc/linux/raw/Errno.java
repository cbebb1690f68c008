package org.javaipc.linux.raw;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;

/**
 * errno.h: the numbers of errors, which are the same on x86-64 and 64-bit ARM, and questions about
 * what a call returned.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/errno.3.html">errno(3)</a>
 */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int E2BIG = 7;
  public static final int ENOEXEC = 8;
  public static final int EBADF = 9;
  public static final int ECHILD = 10;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EFAULT = 14;
  public static final int ENOTBLK = 15;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EXDEV = 18;
  public static final int ENODEV = 19;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int ENOTTY = 25;
  public static final int ETXTBSY = 26;
  public static final int EFBIG = 27;
  public static final int ENOSPC = 28;
  public static final int ESPIPE = 29;
  public static final int EROFS = 30;
  public static final int EMLINK = 31;
  public static final int EPIPE = 32;
  public static final int EDOM = 33;
  public static final int ERANGE = 34;
  public static final int EDEADLK = 35;
  public static final int ENAMETOOLONG = 36;
  public static final int ENOLCK = 37;
  public static final int ENOSYS = 38;
  public static final int ENOTEMPTY = 39;
  public static final int ELOOP = 40;
  public static final int ENOMSG = 42;
  public static final int EIDRM = 43;
  public static final int ECHRNG = 44;
  public static final int EL2NSYNC = 45;
  public static final int EL3HLT = 46;
  public static final int EL3RST = 47;
  public static final int ELNRNG = 48;
  public static final int EUNATCH = 49;
  public static final int ENOCSI = 50;
  public static final int EL2HLT = 51;
  public static final int EBADE = 52;
  public static final int EBADR = 53;
  public static final int EXFULL = 54;
  public static final int ENOANO = 55;
  public static final int EBADRQC = 56;
  public static final int EBADSLT = 57;
  public static final int EBFONT = 59;
  public static final int ENOSTR = 60;
  public static final int ENODATA = 61;
  public static final int ETIME = 62;
  public static final int ENOSR = 63;
  public static final int ENONET = 64;
  public static final int ENOPKG = 65;
  public static final int EREMOTE = 66;
  public static final int ENOLINK = 67;
  public static final int EADV = 68;
  public static final int ESRMNT = 69;
  public static final int ECOMM = 70;
  public static final int EPROTO = 71;
  public static final int EMULTIHOP = 72;
  public static final int EDOTDOT = 73;
  public static final int EBADMSG = 74;
  public static final int EOVERFLOW = 75;
  public static final int ENOTUNIQ = 76;
  public static final int EBADFD = 77;
  public static final int EREMCHG = 78;
  public static final int ELIBACC = 79;
  public static final int ELIBBAD = 80;
  public static final int ELIBSCN = 81;
  public static final int ELIBMAX = 82;
  public static final int ELIBEXEC = 83;
  public static final int EILSEQ = 84;
  public static final int ERESTART = 85;
  public static final int ESTRPIPE = 86;
  public static final int EUSERS = 87;
  public static final int ENOTSOCK = 88;
  public static final int EDESTADDRREQ = 89;
  public static final int EMSGSIZE = 90;
  public static final int EPROTOTYPE = 91;
  public static final int ENOPROTOOPT = 92;
  public static final int EPROTONOSUPPORT = 93;
  public static final int ESOCKTNOSUPPORT = 94;
  public static final int EOPNOTSUPP = 95;
  public static final int EPFNOSUPPORT = 96;
  public static final int EAFNOSUPPORT = 97;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETDOWN = 100;
  public static final int ENETUNREACH = 101;
  public static final int ENETRESET = 102;
  public static final int ECONNABORTED = 103;
  public static final int ECONNRESET = 104;
  public static final int ENOBUFS = 105;
  public static final int EISCONN = 106;
  public static final int ENOTCONN = 107;
  public static final int ESHUTDOWN = 108;
  public static final int ETOOMANYREFS = 109;
  public static final int ETIMEDOUT = 110;
  public static final int ECONNREFUSED = 111;
  public static final int EHOSTDOWN = 112;
  public static final int EHOSTUNREACH = 113;
  public static final int EALREADY = 114;
  public static final int EINPROGRESS = 115;
  public static final int ESTALE = 116;
  public static final int EUCLEAN = 117;
  public static final int ENOTNAM = 118;
  public static final int ENAVAIL = 119;
  public static final int EISNAM = 120;
  public static final int EREMOTEIO = 121;
  public static final int EDQUOT = 122;
  public static final int ENOMEDIUM = 123;
  public static final int EMEDIUMTYPE = 124;
  public static final int ECANCELED = 125;
  public static final int ENOKEY = 126;
  public static final int EKEYEXPIRED = 127;
  public static final int EKEYREVOKED = 128;
  public static final int EKEYREJECTED = 129;
  public static final int EOWNERDEAD = 130;
  public static final int ENOTRECOVERABLE = 131;
  public static final int ERFKILL = 132;
  public static final int EHWPOISON = 133;

  /** No error's number, nor what any call leaves. */
  private static final int FORGOTTEN = -1;

  private Errno() {}

  /**
   * {@return the symbolic name of an error, such as {@code ENOSPC}}
   *
   * @param errno number of the error, greater than 0
   */
  public static String name(int errno) {
    for (Field field : Errno.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && valueOf(field) == errno) {
        return field.getName();
      }
    }
    return "errno " + errno;
  }

  /** Forgets the calling thread's last call, so that {@link #isForgotten} says whether another one came. */
  public static void forget() {
    Libc.putErrno(FORGOTTEN);
  }

  /** {@return whether the calling thread made no call that reports errors since {@link #forget}} */
  public static boolean isForgotten() {
    return Libc.errno() == FORGOTTEN;
  }

  /** {@return whether a call failed} */
  public static boolean failed(long returned) {
    return returned < 0;
  }

  /** {@return whether a signal interrupted the call before it did anything} */
  public static boolean interrupted(long returned) {
    return returned == -EINTR;
  }

  /** {@return whether the call would have had to wait, or somebody else holds the lock} */
  public static boolean wouldBlock(long returned) {
    return returned == -EAGAIN;
  }

  /** {@return whether nobody reads any more from what was written to} */
  public static boolean brokenPipe(long returned) {
    return returned == -EPIPE || returned == -ECONNRESET;
  }

  /** {@return whether a FIFO has no reader, or a device nothing behind it} */
  public static boolean nobodyThere(long returned) {
    return returned == -ENXIO;
  }

  /** {@return whether the kernel knows the call and finds its arguments wrong} */
  public static boolean invalid(long returned) {
    return returned == -EINVAL;
  }

  /** {@return whether the time was over} */
  public static boolean timedOut(long returned) {
    return returned == -ETIMEDOUT;
  }

  /** {@return whether there is no such process or thread} */
  public static boolean noSuchProcess(long returned) {
    return returned == -ESRCH;
  }

  /** {@return whether there are too many open files, of this process or of all} */
  public static boolean noRoom(long returned) {
    return returned == -EMFILE || returned == -ENFILE || returned == -ENOMEM;
  }

  /** {@return whether this user may not do that to what belongs to another} */
  public static boolean notPermitted(long returned) {
    return returned == -EPERM;
  }

  /** {@return whether nothing has that name} */
  public static boolean missing(long returned) {
    return returned == -ENOENT;
  }

  /** {@return whether something has that name already} */
  public static boolean exists(long returned) {
    return returned == -EEXIST;
  }

  /** {@return whether the name is a symbolic link that was not to be followed} */
  public static boolean isLink(long returned) {
    return returned == -ELOOP;
  }

  /** {@return whether what has the name is of another kind than was asked for} */
  public static boolean otherKind(long returned) {
    return returned == -EISDIR || returned == -ENOTDIR || returned == -ENXIO;
  }

  /** {@return whether a System V object of that id has been removed} */
  public static boolean removed(long returned) {
    return returned == -EINVAL || returned == -EIDRM;
  }

  /** {@return whether a System V queue has no message of the wanted type} */
  public static boolean noMessage(long returned) {
    return returned == -ENOMSG;
  }

  /** {@return whether this user may not, whatever the mode of the object says} */
  public static boolean refused(long returned) {
    return returned == -EPERM;
  }

  /** {@return whether a message is longer than there is memory for it} */
  public static boolean tooBig(long returned) {
    return returned == -E2BIG;
  }

  /** {@return whether a message is longer than its medium takes} */
  public static boolean tooLong(long returned) {
    return returned == -EMSGSIZE;
  }

  /** {@return whether this process has reached its limit of the objects} */
  public static boolean tooMany(long returned) {
    return returned == -EMFILE;
  }

  /** {@return whether the file system or the kernel does not know the operation} */
  public static boolean unsupported(long returned) {
    return returned == -EOPNOTSUPP || returned == -EISDIR || returned == -EINVAL;
  }

  /** {@return whether there is nothing of that kind: no data after that place of a file} */
  public static boolean noneThere(long returned) {
    return returned == -ENXIO;
  }

  /** {@return whether this user, this descriptor or a seal does not allow it} */
  public static boolean denied(long returned) {
    return returned == -EACCES || returned == -EPERM;
  }

  /** {@return whether somebody uses it in a way that excludes what was asked} */
  public static boolean busy(long returned) {
    return returned == -EBUSY;
  }

  /** {@return whether the file system or the user's quota is full} */
  public static boolean noSpace(long returned) {
    return returned == -ENOSPC || returned == -EDQUOT;
  }

  /** {@return whether there is no such process, or none any more} */
  public static boolean gone(long returned) {
    return returned == -ESRCH;
  }

  /** {@return whether there is no such child to wait for} */
  public static boolean noChild(long returned) {
    return returned == -ECHILD;
  }

  /** {@return whether another socket has that name} */
  public static boolean addressInUse(long returned) {
    return returned == -EADDRINUSE;
  }

  /** {@return whether nobody listens under that name} */
  public static boolean connectionRefused(long returned) {
    return returned == -ECONNREFUSED;
  }

  /** {@return whether the client had gone before it was accepted} */
  public static boolean aborted(long returned) {
    return returned == -ECONNABORTED;
  }

  /** {@return whether a socket lives under that name, but of another type} */
  public static boolean wrongSocketType(long returned) {
    return returned == -EPROTOTYPE;
  }

  /** {@return whether the socket has no peer, or none any more} */
  public static boolean notConnected(long returned) {
    return returned == -ENOTCONN;
  }

  /** {@return whether a semaphore's value, or what is to be undone of it, would leave its range} */
  public static boolean outOfRange(long returned) {
    return returned == -ERANGE || returned == -EOVERFLOW;
  }

  /** {@return whether more was to be done at once than the kernel allows} */
  public static boolean tooLargeGroup(long returned) {
    return returned == -E2BIG;
  }

  private static int valueOf(Field field) {
    try {
      return field.getInt(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
