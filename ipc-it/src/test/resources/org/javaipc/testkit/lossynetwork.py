"""A network between two network namespaces that delays packets and loses some: lossynetwork.py NAMESPACE ADDRESS/BITS NAMESPACE ADDRESS/BITS.

Each namespace gets a TUN device with its address, and this program is the wire between them. (The kernel's own means,
tc netem, is in few kernels of virtual machines.) Standard input has a command a line, each answered by "ok":

  loss SHARE       of the packets that are lost, from 0 to 1
  delay SECONDS    of each packet

At the end of standard input it ends, and the devices go with it.
"""

import ctypes
import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN_WITHOUT_HEADER = 0x1001
LONGEST = 65536

libc = ctypes.CDLL(None, use_errno=True)


def device(namespace, address):
    with open("/run/netns/" + namespace, "rb") as place:
        if libc.setns(place.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns " + namespace)
    wire = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(wire, TUNSETIFF, struct.pack("16sH22x", b"wire", IFF_TUN_WITHOUT_HEADER))
    for command in (
        "addr add %s dev wire" % address,
        "link set wire up",
        "link set lo up",
    ):
        subprocess.run(["ip", *command.split()], check=True)
    return wire


def main():
    first = device(sys.argv[1], sys.argv[2])
    second = device(sys.argv[3], sys.argv[4])
    other = {first: second, second: first}
    settings = {"loss": 0.0, "delay": 0.0}
    chance = random.Random(7)
    under_way = []  # when due, number, where to, packet
    number = 0
    print("ok", flush=True)
    while True:
        wait = max(0.0, under_way[0][0] - time.monotonic()) if under_way else None
        ready = select.select([first, second, sys.stdin], [], [], wait)[0]
        for source in ready:
            if source is sys.stdin:
                words = sys.stdin.readline().split()
                if not words:
                    return
                settings[words[0]] = float(words[1])
                print("ok", flush=True)
            else:
                packet = os.read(source, LONGEST)
                if chance.random() >= settings["loss"]:
                    number += 1
                    due = time.monotonic() + settings["delay"]
                    heapq.heappush(under_way, (due, number, other[source], packet))
        now = time.monotonic()
        while under_way and under_way[0][0] <= now:
            _, _, target, packet = heapq.heappop(under_way)
            try:
                os.write(target, packet)
            except OSError:
                pass  # its queue is full: one more packet is lost


main()
