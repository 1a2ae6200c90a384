#!/usr/bin/env python3
"""A second reader of the wire, sharing no code with the product.

Opens and decodes every datagram of packets.json and handshake.json with the
standard library only (ChaCha20-Poly1305 is written out below after RFC 8439)
and compares every field. Prints how many agreed; exits 1 at a difference.
"""

import hashlib
import hmac
import json
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).parent
HEADER_BYTES, TAG_BYTES, DATA_BYTES = 24, 16, 72
MASK = 0xFFFFFFFF


def chacha20_block(key, counter, nonce):
    start = (list(struct.unpack("<4I", b"expand 32-byte k")) +
             list(struct.unpack("<8I", key)) + [counter] +
             list(struct.unpack("<3I", nonce)))
    x = start[:]

    def quarter(a, b, c, d):
        for into, add, turn, by in ((a, b, d, 16), (c, d, b, 12),
                                    (a, b, d, 8), (c, d, b, 7)):
            x[into] = (x[into] + x[add]) & MASK
            x[turn] ^= x[into]
            x[turn] = ((x[turn] << by) | (x[turn] >> (32 - by))) & MASK

    for _ in range(10):
        for i in range(4):
            quarter(i, i + 4, i + 8, i + 12)
        for i in range(4):
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return struct.pack("<16I", *((a + b) & MASK for a, b in zip(x, start)))


def poly1305(key, message):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for at in range(0, len(message), 16):
        block = int.from_bytes(message[at:at + 16] + b"\x01", "little")
        total = (total + block) * r % (2**130 - 5)
    total += int.from_bytes(key[16:], "little")
    return (total % 2**128).to_bytes(16, "little")


def padded(data):
    return data + bytes(-len(data) % 16)


def open_sealed(key, nonce, aad, sealed):
    text, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
    one_time_key = chacha20_block(key, 0, nonce)[:32]
    lengths = struct.pack("<QQ", len(aad), len(text))
    expected = poly1305(one_time_key, padded(aad) + padded(text) + lengths)
    if not hmac.compare_digest(expected, tag):
        raise ValueError("the tag does not fit")
    stream = b"".join(chacha20_block(key, 1 + i, nonce)
                      for i in range(len(text) // 64 + 1))
    return bytes(a ^ b for a, b in zip(text, stream))


def expand(key, label, length=32):
    return hmac.digest(key, label + b"\x01", "sha256")[:length]


# kind: (type byte, ((name, struct code), ...)); "Ns" is bytes, x is reserved.
REQUEST = (("testId", "I"), ("mode", "B"), ("streams", "B"),
           ("datagramBytes", "H"), ("rateKbps", "I"), ("durationMs", "I"),
           ("maxBytes", "Q"), ("pathToken", "8s"))
DATA = (("testId", "I"), ("seq", "I"), ("tx", "Q"), ("datagramBytes", "H"),
        ("flags", "H"), ("rateIndex", "I"))
END = (("testId", "I"), ("reason", "B"), ("", "3x"), ("sentPackets", "I"),
       ("", "4x"), ("sentBytes", "Q"), ("firstTx", "Q"), ("lastTx", "Q"))
KINDS = {
    "knock": (0x01, (("clientRandom", "32s"), ("minVersion", "B"),
                     ("maxVersion", "B"), ("features", "H"), ("wall", "Q"),
                     ("mono", "Q"), ("attempt", "I"), ("wantTtlS", "H"),
                     ("", "2x"))),
    "knockAck": (0x02, (("serverRandom", "32s"), ("version", "B"), ("", "x"),
                        ("features", "H"), ("ttlMs", "I"), ("bootId", "Q"),
                        ("uptimeMs", "Q"), ("wall", "Q"), ("t2", "Q"),
                        ("t3", "Q"), ("pathToken", "8s"),
                        ("maxEchoPps", "H"), ("maxDatagramBytes", "H"),
                        ("maxRateKbps", "I"), ("maxBulkMs", "I"),
                        ("errorEstimate", "H"), ("tcpPort", "H"),
                        ("bytesLeftToday", "Q"))),
    "echoRequest": (0x10, (("seq", "I"), ("flags", "H"),
                           ("errorEstimate", "H"), ("t1", "Q"),
                           ("pathToken", "8s"))),
    "echoReply": (0x11, (("seq", "I"), ("flags", "H"), ("errorEstimate", "H"),
                         ("t1", "Q"), ("t2", "Q"), ("t3", "Q"),
                         ("followUps", "32s"), ("rxHighest", "I"),
                         ("rxCount", "I"), ("rxBitmap", "16s"),
                         ("txCount", "I"), ("rxDuplicates", "H"),
                         ("rxReordered", "H"), ("dropLimit", "I"),
                         ("dropKernel", "I"), ("pathToken", "8s"),
                         ("rxTtl", "B"), ("rxTos", "B"), ("seenPort", "H"))),
    "throughputStart": (0x20, REQUEST),
    "throughputData": (0x21, DATA),
    "throughputEnd": (0x22, END),
    "throughputStats": (0x23, (("testId", "I"), ("state", "B"),
                               ("reason", "B"), ("reportNumber", "H"),
                               ("rxPackets", "I"), ("lost", "I"),
                               ("duplicates", "I"), ("reordered", "I"),
                               ("rxBytes", "Q"), ("intervalUs", "I"),
                               ("intervalPackets", "I"),
                               ("intervalBytes", "Q"), ("highestSeq", "I"),
                               ("queueDelayUs", "I"), ("firstRx", "Q"),
                               ("lastRx", "Q"), ("grantKbps", "I"),
                               ("tcpPort", "H"), ("streams", "B"), ("", "x"),
                               ("tcpToken", "16s"))),
    "downloadRequest": (0x30, REQUEST),
    "downloadData": (0x31, DATA),
    "downloadEnd": (0x32, END),
    "bufferbloatStart": (0x40, (("testId", "I"), ("directions", "B"),
                                ("transport", "B"), ("streams", "B"),
                                ("", "x"), ("idleMs", "I"), ("loadMs", "I"),
                                ("recoverMs", "I"), ("echoIntervalMs", "H"),
                                ("", "2x"), ("pathToken", "8s"))),
    "bufferbloatEnd": (0x41, (("testId", "I"), ("reason", "B"), ("", "3x"))),
    "error": (0xFF, (("code", "H"), ("refType", "B"), ("", "x"),
                     ("refPn", "I"), ("retryAfterMs", "I"),
                     ("pathToken", "8s"), ("messageBytes", "B"))),
    "tcpPreface": (0x30, (("testId", "I"), ("stream", "B"),
                          ("direction", "B"), ("", "2x"),
                          ("tcpToken", "16s"), ("durationMs", "I"),
                          ("", "4x"), ("maxBytes", "Q"))),
}


def decode(datagram, key, kind):
    """The fields of a datagram, as packets.json writes them."""
    magic, version, number, sealed_bytes = struct.unpack(">4sBBH", datagram[:8])
    assert (magic, version) == (b"BFBN", 2), "magic and version"
    want, fields = KINDS[kind]
    assert number == want, f"type {number:#x}, not {want:#x}"
    whole = HEADER_BYTES + sealed_bytes
    assert whole == (DATA_BYTES if kind.endswith("Data") else len(datagram))
    header = datagram[:HEADER_BYTES]
    plain = open_sealed(key, header[8:12] + header[16:24], header,
                        datagram[HEADER_BYTES:whole])
    pn, body_bytes, pflags = struct.unpack(">IHH", plain[:8])
    body, padding = plain[8:8 + body_bytes], plain[8 + body_bytes:]
    assert pflags == 0 and not any(padding), "flags and padding are zero"
    codes = struct.Struct(">" + "".join(code for _, code in fields))
    names = [name for name, _ in fields if name]
    values = [v.hex() if isinstance(v, bytes) else v
              for v in codes.unpack(body[:codes.size])]
    found = {"kind": kind, **dict(zip(names, values))}
    tail = body[codes.size:]
    if kind == "knockAck" and tail:
        found["seenAddress"] = tail.hex()
    elif kind == "echoReply":
        pairs = struct.iter_unpack(">II", bytes.fromhex(found["followUps"]))
        found["followUps"] = [{"seq": s, "txDeltaNs": d} for s, d in pairs]
    elif kind == "throughputStats":
        found["arrivalsNs"] = [ns for (ns,) in struct.iter_unpack(">I", tail)]
    elif kind == "error":
        found["message"] = tail[:found.pop("messageBytes")].decode()
    else:
        assert not tail, "body as long as its fields"
    return pn, found


def as_json_writes(packet, kind):
    """64-bit fields are decimal strings in the file."""
    wide = {name for name, code in KINDS[kind][1] if code == "Q"}
    return {k: str(v) if k in wide else v for k, v in packet.items()}


def check_packets():
    vectors = json.loads((HERE / "packets.json").read_text())
    key = bytes.fromhex(vectors["key"])
    for vector in vectors["packets"]:
        want = vector["packet"]
        kind = want["kind"]
        pn, found = decode(bytes.fromhex(vector["datagram"]), key, kind)
        found = as_json_writes(found, kind)
        assert found == want, f"{kind}: found {found}, want {want}"
        own = found["seq"] if kind.endswith("Data") else found.get("stream", 7)
        assert pn == own, f"{kind}: pn {pn}, not {own}"
    return len(vectors["packets"])


def check_handshake():
    text = json.loads((HERE / "handshake.json").read_text())
    v = {name: bytes.fromhex(value) for name, value in text.items()}
    root = hmac.digest(b"bfbn-v2", v["secret"], "sha256")
    assert expand(root, b"bfbn2 id", 4) == v["keyId"]
    client_id = v["knock"][8:16]
    assert client_id[:4] == v["keyId"]
    knock_key = expand(root, b"bfbn2 knock" + client_id)
    assert knock_key == v["knockKey"]
    _, knock = decode(v["knock"], knock_key, "knock")
    client_random = bytes.fromhex(knock["clientRandom"])
    ack_key = expand(root, b"bfbn2 ack" + client_id + client_random)
    assert ack_key == v["ackKey"]
    _, ack = decode(v["ack"], ack_key, "knockAck")
    transcript = hashlib.sha256(v["knock"] + v["ack"]).digest()
    randoms = client_random + bytes.fromhex(ack["serverRandom"])
    session = hmac.digest(transcript, root + randoms, "sha256")
    for name, label in (("clientToServer", b"bfbn2 c2s"),
                        ("serverToClient", b"bfbn2 s2c"),
                        ("tcpClientToServer", b"bfbn2 tcp c2s"),
                        ("tcpServerToClient", b"bfbn2 tcp s2c")):
        assert expand(session, label) == v[name], name
    pn, echo = decode(v["echoRequest"], v["clientToServer"], "echoRequest")
    assert (pn, echo["seq"]) == (0, 1)
    return 3


def main():
    try:
        count = check_packets() + check_handshake()
    except (AssertionError, ValueError) as difference:
        print(f"Cannot agree with the vectors: {difference}", file=sys.stderr)
        return 1
    print(f"{count} datagrams read, every field as written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
