package org.javaipc.linux.raw.poll;

import static org.javaipc.linux.raw.Libc.field32;
import static org.javaipc.linux.raw.Libc.field64;
import static org.javaipc.linux.raw.Libc.padding;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import org.javaipc.linux.raw.Libc;

/**
 * sys/socket.h: sockets, and what travels beside their bytes.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man3/cmsg.3.html">cmsg(3)</a>
 */
public final class Socket {
  public static final int AF_UNIX = 1;

  public static final int SOCK_STREAM = 1;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_SEQPACKET = 5;
  public static final int SOCK_NONBLOCK = 0x800;
  public static final int SOCK_CLOEXEC = 0x8_0000;

  public static final int SOL_SOCKET = 1;
  public static final int SO_TYPE = 3;
  public static final int SO_ERROR = 4;
  public static final int SO_SNDBUF = 7;
  public static final int SO_RCVBUF = 8;
  public static final int SO_PASSCRED = 16;
  public static final int SO_PEERCRED = 17;
  public static final int SO_ACCEPTCONN = 30;
  public static final int SO_DOMAIN = 39;

  public static final int SCM_RIGHTS = 1;
  public static final int SCM_CREDENTIALS = 2;

  public static final int MSG_PEEK = 2;
  public static final int MSG_CTRUNC = 8;
  public static final int MSG_TRUNC = 0x20;
  public static final int MSG_DONTWAIT = 0x40;
  public static final int MSG_NOSIGNAL = 0x4000;
  public static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

  public static final int SHUT_RD = 0;
  public static final int SHUT_WR = 1;
  public static final int SHUT_RDWR = 2;

  /** {@code struct msghdr}. */
  public static final StructLayout MSGHDR =
      MemoryLayout.structLayout(
              field64("msg_name"),
              field32("msg_namelen"),
              padding(4),
              field64("msg_iov"),
              field64("msg_iovlen"),
              field64("msg_control"),
              field64("msg_controllen"),
              field32("msg_flags"),
              padding(4))
          .withName("msghdr");

  /** {@code struct cmsghdr}; the data follows. */
  public static final StructLayout CMSGHDR =
      MemoryLayout.structLayout(field64("cmsg_len"), field32("cmsg_level"), field32("cmsg_type"))
          .withName("cmsghdr");

  /** {@code struct ucred}. */
  public static final StructLayout UCRED =
      MemoryLayout.structLayout(field32("pid"), field32("uid"), field32("gid")).withName("ucred");

  private Socket() {}

  /** int socket(int domain, int type, int protocol). */
  public static int socket(int domain, int type, int protocol) {
    return Libc.callInt(Socket0.ADDRESS, domain, type, protocol, 0, 0, 0);
  }

  /** int socketpair(int domain, int type, int protocol, int sv[2]). */
  public static int socketpair(int domain, int type, int protocol, MemorySegment sv) {
    return Libc.callInt(Socketpair.ADDRESS, domain, type, protocol, sv.address(), 0, 0);
  }

  /** int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen). */
  public static int bind(int sockfd, MemorySegment addr, int addrlen) {
    return Libc.callInt(Bind.ADDRESS, sockfd, addr.address(), addrlen, 0, 0, 0);
  }

  /** int listen(int sockfd, int backlog). */
  public static int listen(int sockfd, int backlog) {
    return Libc.callInt(Listen.ADDRESS, sockfd, backlog, 0, 0, 0, 0);
  }

  /** int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags). */
  public static int accept4(int sockfd, MemorySegment addr, MemorySegment addrlen, int flags) {
    return Libc.callInt(Accept4.ADDRESS, sockfd, addr.address(), addrlen.address(), flags, 0, 0);
  }

  /** int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen). */
  public static int connect(int sockfd, MemorySegment addr, int addrlen) {
    return Libc.callInt(Connect.ADDRESS, sockfd, addr.address(), addrlen, 0, 0, 0);
  }

  /** int shutdown(int sockfd, int how). */
  public static int shutdown(int sockfd, int how) {
    return Libc.callInt(Shutdown.ADDRESS, sockfd, how, 0, 0, 0, 0);
  }

  /** ssize_t send(int sockfd, const void *buf, size_t len, int flags). */
  public static long send(int sockfd, long buf, long len, int flags) {
    return Libc.callLong(Send.ADDRESS, sockfd, buf, len, flags, 0, 0);
  }

  /** The same with a raw address in memory that nobody can close meanwhile. */
  public static long send(int sockfd, long buf, long len, int flags, MemorySegment held) {
    return Libc.callHolding(held, Send.ADDRESS, sockfd, buf, len, flags, 0);
  }

  /** ssize_t recv(int sockfd, void *buf, size_t len, int flags). */
  public static long recv(int sockfd, long buf, long len, int flags) {
    return Libc.callLong(Recv.ADDRESS, sockfd, buf, len, flags, 0, 0);
  }

  /** ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags). */
  public static long sendmsg(int sockfd, MemorySegment msg, int flags) {
    return Libc.callLong(Sendmsg.ADDRESS, sockfd, msg.address(), flags, 0, 0, 0);
  }

  /** ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags). */
  public static long recvmsg(int sockfd, MemorySegment msg, int flags) {
    return Libc.callLong(Recvmsg.ADDRESS, sockfd, msg.address(), flags, 0, 0, 0);
  }

  /** int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen). */
  public static int getsockname(int sockfd, MemorySegment addr, MemorySegment addrlen) {
    return Libc.callInt(Getsockname.ADDRESS, sockfd, addr.address(), addrlen.address(), 0, 0, 0);
  }

  /** int getpeername(int sockfd, struct sockaddr *addr, socklen_t *addrlen). */
  public static int getpeername(int sockfd, MemorySegment addr, MemorySegment addrlen) {
    return Libc.callInt(Getpeername.ADDRESS, sockfd, addr.address(), addrlen.address(), 0, 0, 0);
  }

  /** int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen). */
  public static int getsockopt(
      int sockfd, int level, int optname, MemorySegment optval, MemorySegment optlen) {
    return Libc.callInt(
        Getsockopt.ADDRESS, sockfd, level, optname, optval.address(), optlen.address(), 0);
  }

  /** int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen). */
  public static int setsockopt(
      int sockfd, int level, int optname, MemorySegment optval, int optlen) {
    return Libc.callInt(Setsockopt.ADDRESS, sockfd, level, optname, optval.address(), optlen, 0);
  }

  private static final class Socket0 {
    static final MemorySegment ADDRESS = Libc.function("socket");
  }

  private static final class Socketpair {
    static final MemorySegment ADDRESS = Libc.function("socketpair");
  }

  private static final class Bind {
    static final MemorySegment ADDRESS = Libc.function("bind");
  }

  private static final class Listen {
    static final MemorySegment ADDRESS = Libc.function("listen");
  }

  private static final class Accept4 {
    static final MemorySegment ADDRESS = Libc.function("accept4");
  }

  private static final class Connect {
    static final MemorySegment ADDRESS = Libc.function("connect");
  }

  private static final class Shutdown {
    static final MemorySegment ADDRESS = Libc.function("shutdown");
  }

  private static final class Send {
    static final MemorySegment ADDRESS = Libc.function("send");
  }

  private static final class Recv {
    static final MemorySegment ADDRESS = Libc.function("recv");
  }

  private static final class Sendmsg {
    static final MemorySegment ADDRESS = Libc.function("sendmsg");
  }

  private static final class Recvmsg {
    static final MemorySegment ADDRESS = Libc.function("recvmsg");
  }

  private static final class Getsockname {
    static final MemorySegment ADDRESS = Libc.function("getsockname");
  }

  private static final class Getpeername {
    static final MemorySegment ADDRESS = Libc.function("getpeername");
  }

  private static final class Getsockopt {
    static final MemorySegment ADDRESS = Libc.function("getsockopt");
  }

  private static final class Setsockopt {
    static final MemorySegment ADDRESS = Libc.function("setsockopt");
  }
}
