"""Forges "fragmentation needed" for the next UDP datagrams to a port.

Run inside a namespace on the way: too_big.py DEVICE PORT COUNT; says "forged"
at the end. Raw sockets, as the product has none of its own.
"""

import socket
import struct
import sys

NEXT_MTU = 576


def checksum(data: bytes) -> int:
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def too_big(original: bytes) -> bytes:
    """ICMP type 3, code 4 (RFC 1191) with the start of the original packet."""
    quoted = original[: (original[0] & 15) * 4 + 8]
    body = struct.pack("!BBHHH", 3, 4, 0, 0, NEXT_MTU) + quoted
    return body[:2] + struct.pack("!H", checksum(body)) + body[4:]


device, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
sniffer = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
sniffer.bind((device, 0x0800))
forger = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
print("sniffing", flush=True)
while count > 0:
    packet = sniffer.recv(2048)
    at = (packet[0] & 15) * 4
    if packet[9] != socket.IPPROTO_UDP:
        continue
    if struct.unpack_from("!H", packet, at + 2)[0] != port:
        continue
    forger.sendto(too_big(packet), (socket.inet_ntoa(packet[12:16]), 0))
    count -= 1
print("forged", flush=True)
