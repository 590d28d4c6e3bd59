#!/usr/bin/env python3
"""Makes the golden files of the text trajectory formats and of the topologies, with mdtraj 1.9.7 and numpy 1.24 (Debian 12).

usage: make-text.py DATA OUT

DATA holds the files that README.md names, by folder of origin (biotite/, chemfiles/, ngl/, same/), and MANIFEST.json,
what mdtraj and MDAnalysis read from them. Most are copied; 1L2Y is cut as README.md says; LAMMPS dump, XYZ and triclinic
GRO are written here by mdtraj. text-formats.json holds mdtraj's reading of each.
"""
import json, os, shutil, struct, sys, warnings
import numpy as np, mdtraj as md

data, out = sys.argv[1:3]
warnings.simplefilter("ignore")
manifest = {entry["file"]: entry for entry in json.load(open(os.path.join(data, "MANIFEST.json")))["files"]}
readings = {}

for path in ("chemfiles/cod_4020641.gro", "chemfiles/ligandrm.psf", "ngl/ala3.psf", "ngl/ala3.pdb", "ngl/DPDP.prmtop",
             "ngl/DPDP.pdb", "same/frame0.gro", "same/nine-atoms.pdb", "same/ortho.gro", "same/ortho.pdb", "same/topology.pdb",
             "biotite/1l2y.gro"):
    name = os.path.basename(path)
    shutil.copyfile(os.path.join(data, path), os.path.join(out, name))
    readings[name] = manifest[path]["reference"]["mdtraj"]

# 1L2Y: two models of the PDB and mmCIF files; of the BinaryCIF file all models, but only what a structure is made of.
source = lambda name: open(os.path.join(data, "biotite", name), "rb").read()
lines = source("1l2y.pdb").decode().split("\n")
end = [i for i, line in enumerate(lines) if line.startswith("ENDMDL")][1]
kept = [line for line in lines[: end + 1] if line.startswith(("MODEL", "ATOM", "TER", "ENDMDL", "CRYST1"))]
open(os.path.join(out, "1l2y.pdb"), "w").write("\n".join(kept + ["END", ""]))
lines = source("1l2y.cif").decode().split("\n")
first = next(i for i, line in enumerate(lines) if line.startswith("_atom_site.")) - 1
last = [i for i, line in enumerate(lines) if line.startswith("ATOM ") and line.split()[-1] == "2"][-1]
text = [line.rstrip() for line in lines]
open(os.path.join(out, "1l2y.cif"), "w").write("\n".join(text[:1] + text[first : last + 1] + ["#", ""]))

def unpack(b, i):
    """A MessagePack value and where it ends; keeps bytes as bytes."""
    t = b[i]; i += 1
    def many(n, i, step):
        got = []
        for _ in range(n):
            value, i = unpack(b, i); got.append(value)
        return (got if step == 1 else dict(zip(got[::2], got[1::2]))), i
    raw = lambda n, i, text: (b[i : i + n].decode() if text else b[i : i + n], i + n)
    size = lambda w: (int.from_bytes(b[i : i + w], "big"), i + w)
    if t < 0x80: return t, i
    if t < 0x90: return many(2 * (t & 15), i, 2)
    if t < 0xa0: return many(t & 15, i, 1)
    if t < 0xc0: return raw(t & 31, i, True)
    if t >= 0xe0: return t - 256, i
    if t in (0xc0, 0xc2, 0xc3): return {0xc0: None, 0xc2: False, 0xc3: True}[t], i
    if t in (0xc4, 0xc5, 0xc6): return raw(*size(1 << (t - 0xc4)), False)
    if t in (0xca, 0xcb): return struct.unpack_from(">f" if t == 0xca else ">d", b, i)[0], i + (4 if t == 0xca else 8)
    if t in (0xcc, 0xcd, 0xce, 0xcf): return size(1 << (t - 0xcc))
    if t in (0xd0, 0xd1, 0xd2, 0xd3):
        w = 1 << (t - 0xd0); return int.from_bytes(b[i : i + w], "big", signed=True), i + w
    if t in (0xd9, 0xda, 0xdb): return raw(*size(1 << (t - 0xd9)), True)
    n, i = size(2 << ((t - 0xdc) % 2))
    return many(n, i, 1) if t < 0xde else many(2 * n, i, 2)

def pack(v):
    if v is None or v is True or v is False: return {None: b"\xc0", False: b"\xc2", True: b"\xc3"}[v]
    if isinstance(v, int): return b"\xd2" + struct.pack(">i", v)
    if isinstance(v, float): return b"\xcb" + struct.pack(">d", v)
    if isinstance(v, str): return b"\xdb" + struct.pack(">I", len(v.encode())) + v.encode()
    if isinstance(v, bytes): return b"\xc6" + struct.pack(">I", len(v)) + v
    if isinstance(v, list): return b"\xdd" + struct.pack(">I", len(v)) + b"".join(map(pack, v))
    return b"\xdf" + struct.pack(">I", len(v)) + b"".join(pack(k) + pack(x) for k, x in v.items())

content, _ = unpack(source("1l2y.bcif"), 0)
block = content["dataBlocks"][0]
block["categories"] = [c for c in block["categories"] if c["name"] == "_atom_site"]
for category in block["categories"]:
    category["columns"] = [c for c in category["columns"] if c["name"] not in ("occupancy", "B_iso_or_equiv")]
open(os.path.join(out, "1l2y.bcif"), "wb").write(pack(content))
readings["1l2y.bcif"] = manifest["biotite/1l2y.cif"]["reference"]["mdtraj"]
topology = manifest["biotite/1l2y.pdb"]["reference"]["mdtraj"]["topology"]

def reading(t, name, with_topology=False):
    """As in MANIFEST.json."""
    x = t.xyz.astype(float)
    box = lambda k: None if t.unitcell_lengths is None else [*map(float, t.unitcell_lengths[k]), *map(float, t.unitcell_angles[k])]
    readings[name] = {
        "n_frames": len(x), "n_atoms": x.shape[1], "first_frame_first_atom": x[0, 0].tolist(),
        "first_frame_last_atom": x[0, -1].tolist(), "last_frame_first_atom": x[-1, 0].tolist(),
        "last_frame_last_atom": x[-1, -1].tolist(), "sum_xyz": x.sum((0, 1)).tolist(), "sum_of_squares": (x * x).sum(),
        "box_first": box(0), "box_last": box(-1)}

two = md.load(os.path.join(out, "1l2y.pdb"))
reading(two, "1l2y.pdb"); reading(two, "1l2y.cif")
for name in ("1l2y.pdb", "1l2y.cif", "1l2y.bcif"): readings[name]["topology"] = topology

# Written by mdtraj: a truncated octahedron, whose shape changes from frame to frame.
octahedron = md.load(os.path.join(data, "same", "octahedron.xtc"), top=os.path.join(data, "same", "topology.pdb"))[:3]
for name, save in (("octahedron.gro", "save_gro"), ("octahedron.lammpstrj", "save_lammpstrj"), ("plain.xyz", "save_xyz")):
    getattr(octahedron, save)(os.path.join(out, name))
    reading(octahedron, name)
readings["octahedron.gro"]["topology"] = readings["ortho.gro"]["topology"]
readings["plain.xyz"].update(box_first=None, box_last=None)
json.dump(readings, open(os.path.join(out, "text-formats.json"), "w"), indent=1)
