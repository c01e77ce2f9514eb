"""ONC RPC over Gluster's local sockets, both ends of it: record marking (RFC 5531), XDR, and dictionaries."""

import socket
import struct
from pathlib import Path
from typing import NamedTuple

GLUSTERD = 1_238_463  # GLUSTER_CLI_PROGRAM
BRICK = 4_867_634  # GD_BRICK_PROGRAM: bricks and the self-heal daemon
LIST_VOLUME, GET_STATE = 33, 46
XLATOR_INFO, XLATOR_OP = 2, 3
HEAL_COUNT, STATISTICS = 8, 7  # xl-op

Pairs = dict[str, str]


class Call(NamedTuple):
    """What somebody asks for."""

    xid: int
    program: int
    procedure: int
    arguments: bytes


class Reader:
    """Reads XDR from the beginning of bytes on."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def take(self, count: int) -> bytes:
        if self.place + count > len(self.data):
            raise ValueError("it ends too early")
        self.place += count
        return self.data[self.place - count : self.place]

    def word(self) -> int:
        return int(struct.unpack(">I", self.take(4))[0])

    def opaque(self) -> bytes:
        length = self.word()
        data = self.take(length)
        self.take(-length % 4)
        return data


def words(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)


def opaque(data: bytes) -> bytes:
    return words(len(data)) + data + bytes(-len(data) % 4)


def encode(pairs: Pairs) -> bytes:
    """A dictionary as it travels: its values are text with a NUL behind."""
    parts = [words(len(pairs))]
    for name, text in pairs.items():
        key, value = name.encode(), text.encode(errors="surrogateescape") + b"\0"
        parts.append(words(len(key), len(value)) + key + b"\0" + value)
    return b"".join(parts)


def decode(data: bytes) -> Pairs:
    if not data:
        return {}
    reader = Reader(data)
    pairs: Pairs = {}
    for _ in range(reader.word()):
        lengths = reader.word(), reader.word()
        key = reader.take(lengths[0] + 1)[:-1].decode()
        pairs[key] = reader.take(lengths[1]).removesuffix(b"\0").decode(errors="surrogateescape")
    return pairs


def record(message: bytes) -> bytes:
    return words(0x8000_0000 | len(message)) + message


def reply(xid: int, results: bytes) -> bytes:
    return record(words(xid, 1, 0, 0, 0, 0) + results)


def call_of(message: bytes) -> Call:
    reader = Reader(message)
    xid, _, _, program, _, procedure = (reader.word() for _ in range(6))
    for _ in range(2):  # credentials, verifier
        reader.word()
        reader.opaque()
    return Call(xid, program, procedure, reader.data[reader.place :])


def ask(path: Path, program: int, procedure: int, arguments: bytes) -> Reader:
    """Calls whoever has the socket, and gives the results that come back."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(10)
        line.connect(str(path))
        line.sendall(record(words(1, 0, 2, program, 2, procedure, 0, 0, 0, 0) + arguments))
        message = b""
        is_last = False
        while not is_last:
            mark = struct.unpack(">I", exactly(line, 4))[0]
            is_last = bool(mark & 0x8000_0000)
            message += exactly(line, mark & 0x7FFF_FFFF)
    reader = Reader(message)
    if [reader.word() for _ in range(3)] != [1, 1, 0]:
        raise ValueError("it is no reply to the call")
    reader.word()
    reader.opaque()
    if reader.word() != 0:
        raise ValueError("the call was refused")
    return reader


def exactly(line: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = line.recv(count - len(data))
        if not more:
            raise ValueError("the connection ended early")
        data += more
    return data
