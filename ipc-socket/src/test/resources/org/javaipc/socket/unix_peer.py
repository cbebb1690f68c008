"""The other end of a socket, in Python:
   unix_peer.py server PATH COUNT   listens, echoes COUNT connections one after the other, ends
   unix_peer.py client PATH TEXT    connects, sends TEXT, ends its stream, prints all that comes back"""
import socket
import sys

role, path, what = sys.argv[1:]
name = "\0" + path[1:] if path.startswith("@") else path
with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as s:
    if role == "server":
        s.bind(name)
        s.listen(16)
        print("listening", flush=True)
        for _ in range(int(what)):
            connection, _ = s.accept()
            with connection:
                while data := connection.recv(65536):
                    connection.sendall(data)
    else:
        s.connect(name)
        s.sendall(what.encode())
        s.shutdown(socket.SHUT_WR)
        while data := s.recv(65536):
            sys.stdout.buffer.write(data)
