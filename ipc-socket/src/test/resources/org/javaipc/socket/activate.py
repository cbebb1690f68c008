"""activate.py KIND:PATH:NAME... -- COMMAND: starts a command with bound sockets from descriptor 3 on, as systemd does."""
import os
import socket
import sys

end = sys.argv.index("--")
kinds = {"stream": socket.SOCK_STREAM, "datagram": socket.SOCK_DGRAM, "seqpacket": socket.SOCK_SEQPACKET}
names = []
held = []
for spec in sys.argv[1:end]:
    kind, path, name = spec.split(":")
    s = socket.socket(socket.AF_UNIX, kinds[kind])
    s.bind(path)
    if kind != "datagram":
        s.listen(16)
    held.append(os.dup(s.fileno()))
    names.append(name)
copies = [os.dup(fd) for fd in held]
high = [__import__("fcntl").fcntl(fd, __import__("fcntl").F_DUPFD, 100) for fd in copies]
for i, fd in enumerate(high):
    os.dup2(fd, 3 + i, inheritable=True)
os.environ.update(LISTEN_FDS=str(len(names)), LISTEN_PID=str(os.getpid()), LISTEN_FDNAMES=":".join(names))
os.execvp(sys.argv[end + 1], sys.argv[end + 1:])
