"""The other side of the MessagePack tests: Debian's python3-msgpack, an implementation that is not ours.

  probe                    ends with 0 if the package is there
  read FILE                prints a line for each value of FILE
  write FILE SEED COUNT    writes COUNT random values to FILE and prints a line for each

FILE holds values one after the other, each behind its length as u32 little-endian. A line tells all bits of a value:
nil, true, false, integers as they are, f and the bits of a double, s and b with the bytes of a text and of a binary,
[a,b] for an array, {key,value} for a map, ext for an extension.
"""

import math
import random
import struct
import sys

import msgpack

DEPTH_MAX = 3


def text_of(value):
    if value is None:
        return "nil"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return "fnan" if math.isnan(value) else "f" + struct.pack(">d", value).hex()
    if isinstance(value, str):
        return "s" + value.encode().hex()
    if isinstance(value, bytes):
        return "b" + value.hex()
    if isinstance(value, list):
        return "[" + ",".join(map(text_of, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(text_of(key) + "," + text_of(item) for key, item in value.items()) + "}"
    if isinstance(value, (msgpack.ExtType, msgpack.Timestamp)):
        return "ext"
    raise TypeError(type(value))


def unpack(packed):
    return msgpack.unpackb(packed, raw=False, strict_map_key=False)


def read(path):
    with open(path, "rb") as file:
        while header := file.read(4):
            (length,) = struct.unpack("<I", header)
            print(text_of(unpack(file.read(length))))


def length_of(draws):
    return draws.randrange(70_000) if draws.random() < 0.02 else draws.randrange(40)


def draw(draws, depth=0):
    """A random Python value, for the package to pack in its own forms."""
    kind = draws.randrange(11 if depth < DEPTH_MAX else 8)
    if kind == 0:
        return None
    if kind == 1:
        return draws.random() < 0.5
    if kind == 2:
        return draws.getrandbits(draws.randrange(1, 65))
    if kind == 3:
        return -1 - draws.getrandbits(draws.randrange(1, 64))
    if kind == 4:
        return draws.choice([0.0, -0.0, math.inf, -math.inf, math.nan, draws.gauss(0, 1), 1e300, 5e-324])
    if kind == 5:
        return "".join(draws.choice("aZ ~äß€𝄞\n") for _ in range(length_of(draws)))
    if kind == 6:
        return draws.randbytes(length_of(draws))
    if kind == 7:
        return msgpack.ExtType(draws.randrange(128), draws.randbytes(draws.choice([0, 1, 2, 3, 4, 8, 16, 17, 300])))
    if kind in (8, 9):
        return [draw(draws, depth + 1) for _ in range(draws.randrange(20 >> depth))]
    return {draws.choice([index, f"key {index}"]): draw(draws, depth + 1) for index in range(draws.randrange(20 >> depth))}


def pack_any_form(draws, value):
    """Packs a value in any of the forms that can hold it, the wasteful ones too."""
    pack = lambda each: pack_any_form(draws, each)
    if isinstance(value, bool) or value is None:
        return msgpack.packb(value)
    if isinstance(value, int):
        forms = [("B", 0xCC), ("H", 0xCD), ("I", 0xCE), ("Q", 0xCF), ("b", 0xD0), ("h", 0xD1), ("i", 0xD2), ("q", 0xD3)]
        fitting = [msgpack.packb(value)]
        for code, first in forms:
            try:
                fitting.append(bytes([first]) + struct.pack(">" + code, value))
            except struct.error:
                pass
        return draws.choice(fitting)
    if isinstance(value, float):
        return msgpack.packb(value)
    if isinstance(value, str):
        data = value.encode()
        return with_length(draws, len(data), (0xA0, 31), (0xD9, 0xDA, 0xDB)) + data
    if isinstance(value, bytes):
        return with_length(draws, len(value), None, (0xC4, 0xC5, 0xC6)) + value
    if isinstance(value, msgpack.ExtType):
        if draws.random() < 0.5:
            return msgpack.packb(value)
        return with_length(draws, len(value.data), None, (0xC7, 0xC8, 0xC9)) + bytes([value.code]) + value.data
    if isinstance(value, list):
        return with_length(draws, len(value), (0x90, 15), (None, 0xDC, 0xDD)) + b"".join(map(pack, value))
    head = with_length(draws, len(value), (0x80, 15), (None, 0xDE, 0xDF))
    return head + b"".join(pack(key) + pack(item) for key, item in value.items())


def with_length(draws, length, fix, firsts):
    fitting = []
    if fix is not None and length <= fix[1]:
        fitting.append(bytes([fix[0] | length]))
    for code, first in zip("BHI", firsts):
        if first is not None and length < 1 << (8 * struct.calcsize(code)):
            fitting.append(bytes([first]) + struct.pack(">" + code, length))
    return draws.choice(fitting)


def write(path, seed, count):
    draws = random.Random(seed)
    with open(path, "wb") as file:
        for index in range(count):
            value = draw(draws)
            if index % 3 == 0:
                packed = msgpack.packb(value)
            elif index % 3 == 1:
                packed = msgpack.packb(value, use_single_float=True)
            else:
                packed = pack_any_form(draws, value)
            file.write(struct.pack("<I", len(packed)) + packed)
            # Unpacked again: a float of 32 bits is another value, and our own forms must be msgpack's too.
            print(text_of(unpack(packed)))


if __name__ == "__main__":
    if sys.argv[1] == "read":
        read(sys.argv[2])
    elif sys.argv[1] == "write":
        write(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
