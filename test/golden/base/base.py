"""Golden values for test/base: the random stream in plain Python integers, and NumPy's own .npy headers.

python3 base.py > base.json
"""
import base64
import io
import json
import math
import sys

import numpy as np

MASK = 0xFFFFFFFF


def finalise(h):  # MurmurHash3's fmix32
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & MASK
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & MASK
    return h ^ (h >> 16)


def split(words, text):
    a, b, c, d = words
    for character in text:
        code = ord(character) + 1
        a = b ^ (((a ^ code) * 0x9E3779B1) & MASK)
        b = c ^ (((b ^ code) * 0x85EBCA77) & MASK)
        c = d ^ (((c ^ code) * 0xC2B2AE3D) & MASK)
        d = a ^ (((d ^ code) * 0x27D4EB2F) & MASK)
    total = a ^ b ^ c ^ d ^ len(text)
    return [finalise((word ^ (total + k)) & MASK) for k, word in enumerate((a, b, c, d))]


def sfc32(key):  # Chris Doty-Humphrey, PractRand
    a, b, c, counter = key[0], key[1], key[2], key[3] | 1
    drawn = 0
    while True:
        result = (a + b + counter) & MASK
        counter = (counter + 1) & MASK
        a = b ^ (b >> 9)
        b = (c + (c << 3)) & MASK
        c = ((((c << 21) & MASK) | (c >> 11)) + result) & MASK
        drawn += 1
        if drawn > 12:
            yield result


def normals(stream, count):  # Marsaglia's polar method
    out = []
    while len(out) < count:
        u, v = (2 * (next(stream) + 0.5) / 2**32 - 1 for _ in range(2))
        s = u * u + v * v
        if 0 < s < 1:
            factor = math.sqrt(-2 * math.log(s) / s)
            out += [u * factor, v * factor]
    return out[:count]


def stream_of(seed, *labels):
    key = split([0x6C737300, 0x11111111, 0x22222222, 0x33333333], f"seed:{seed}")
    for label in labels:
        key = split(key, label)
    return sfc32(key)


def first(stream, count=4):
    return [next(stream) for _ in range(count)]


def npy_header(dtype, shape):
    out = io.BytesIO()
    np.lib.format.write_array_header_1_0(out, {"descr": dtype, "fortran_order": False, "shape": tuple(shape)})
    return base64.b64encode(out.getvalue()).decode()


json.dump({
    "versions": {"python": sys.version.split()[0], "numpy": np.__version__},
    "uint32": [
        {"seed": 0, "labels": [], "values": first(stream_of(0))},
        {"seed": 42, "labels": [], "values": first(stream_of(42))},
        {"seed": 2**53, "labels": [], "values": first(stream_of(2**53))},
        {"seed": 0, "labels": ["decoder"], "values": first(stream_of(0, "decoder"))},
        {"seed": 0, "labels": ["decoder", "critic"], "values": first(stream_of(0, "decoder", "critic"))},
    ],
    "normals": {"seed": 7, "values": normals(stream_of(7), 5)},
    "npy_headers": [
        {"dtype": dtype, "shape": shape, "base64": npy_header(dtype, shape)}
        for dtype, shape in (("<f4", [3]), ("<f8", [2, 5]), ("<f4", [0, 2]), ("<f4", [1040000, 3]), ("<f8", [4, 5, 6]))
    ],
}, sys.stdout, indent=1)
print()
