#!/usr/bin/env python3
"""Makes the golden files of this folder with mdtraj 1.9.7 and numpy 1.24 (Debian 12).

usage: make.py DATA OUT

DATA holds (licence)
  2jof.pdb                      PDB entry 2JOF (CC0), of which model 1 is kept
  pentapeptide.pdb, .xtc        mdshare pentapeptide-impl-solv.pdb and trajectory 01 (CC BY 4.0, M. K. Scherer et al.,
                                J. Chem. Theory Comput. 2015, 11, 5525), of which 20 frames are kept
  alanine-dipeptide.pdb         ACE-ALA-NME with CONECT, written by OpenMM 7.7 (CC0, made for this project)
  precision5.xtc                the 20 frames at a precision of 100,000 per nm, written by MDAnalysis 2.4.2
  large-difference.xtc          chemfiles/tests-data xtc/large_diff.xtc (CC0)
  cell-shapes.xtc               chemfiles/tests-data xtc/cell_shapes.xtc (CC0): orthorhombic, triclinic, no box

For each XTC case: NAME.xtc as written by mdtraj (or copied), NAME.f32 the coordinates given to the writer, (T, A, 3) nm,
and in xtc.json what mdtraj's reader gives. bonds.json: mdtraj's bonds.
"""
import json, os, shutil, sys, warnings
import numpy as np, mdtraj as md
from mdtraj.formats import XTCTrajectoryFile

data, out = sys.argv[1:3]
warnings.simplefilter("ignore")
path = lambda name: os.path.join(data, name)
readings = {}

def read_back(name):
    with XTCTrajectoryFile(os.path.join(out, name + ".xtc")) as f:
        xyz, time, step, box = f.read()
    x = xyz.astype(float)
    readings[name] = {
        "n_frames": len(xyz), "n_atoms": xyz.shape[1], "time": time.tolist(), "step": step.tolist(),
        "box_first": None if box is None else box[0].ravel().tolist(), "sum_xyz": x.sum((0, 1)).tolist(), "sum_of_squares": (x * x).sum(),
        "first_frame": xyz[0].ravel().tolist() if xyz.shape[1] < 400 else None}

def case(name, xyz, time, box=None):
    xyz = np.ascontiguousarray(xyz, np.float32)
    xyz.astype("<f4").tofile(os.path.join(out, name + ".f32"))
    boxes = None if box is None else np.repeat(np.array([box], np.float32), len(xyz), 0)
    with XTCTrajectoryFile(os.path.join(out, name + ".xtc"), "w") as f:
        f.write(xyz, time=np.asarray(time, np.float32), step=np.arange(len(xyz), dtype=np.int32), box=boxes)
    read_back(name)

rng = np.random.default_rng(20)
penta = md.load(path("pentapeptide.xtc"), top=path("pentapeptide.pdb"))[:20]
case("pentapeptide", penta.xyz, 100.0 * np.arange(20), 4.0 * np.eye(3))
lines = open(path("2jof.pdb")).read().split("\n")
model = lines[: next(i for i, line in enumerate(lines) if line.startswith("ENDMDL"))] + ["END", ""]
keep = ("ATOM", "TER", "END", "CRYST1")
with open(os.path.join(out, "2jof-model1.pdb"), "w") as f:
    f.write("\n".join(line for line in model if line.startswith(keep)) + "\n")
native = md.load(os.path.join(out, "2jof-model1.pdb")).xyz[0]
case("2jof-noise", native + rng.normal(0, 0.05, (8, len(native), 3)), 0.5 * np.arange(8))
triclinic = [[4.2, 0, 0], [1.4, 3.96, 0], [-1.4, 1.98, 3.43]]
case("nine-atoms", rng.normal(0, 1, (4, 9, 3)), 2.0 * np.arange(4), triclinic)
case("ten-atoms", rng.normal(0, 1, (4, 10, 3)), 2.0 * np.arange(4), triclinic)
case("gas-200nm", rng.uniform(-100, 100, (3, 60, 3)), np.arange(3), 200 * np.eye(3))          # 53 bits and more
case("gas-9000nm", rng.uniform(0, 9000, (3, 60, 3)), np.arange(3))                             # close to 72 bits
far = np.repeat([[-12000.0, 3000, 0], [9000, -12000, 12000]], 30, 0)
case("far-apart", far + rng.uniform(0, 5, (3, 60, 3)), np.arange(3))                                   # each dimension alone
water = rng.uniform(0, 3, (200, 1, 3)) + np.array([[[0, 0, 0], [0.1, 0, 0], [-0.03, 0.09, 0]]]) + rng.normal(0, 0.005, (200, 3, 3))
case("water", np.stack([water.reshape(-1, 3), water.reshape(-1, 3) + 0.01]), [0.0, 0.002], 3 * np.eye(3))
case("one-point", np.full((2, 12, 3), 1.25), [0, 1])                                           # all atoms at one place
case("line", np.arange(40)[None, :, None] ** 3 * np.array([0.0005, -0.0005, 0.0003]), [0])     # steps that grow and grow
case("ties", (np.arange(-30, 30).reshape(1, 20, 3) + 0.5) / 1000, [0])                         # halves of the precision
for name in ("precision5", "large-difference", "cell-shapes"):
    shutil.copy(path(name + ".xtc"), out)
    read_back(name)
json.dump(readings, open(os.path.join(out, "xtc.json"), "w"), indent=1)

shutil.copy(path("pentapeptide.pdb"), out); shutil.copy(path("alanine-dipeptide.pdb"), out)
bonds = {}
for name in ("2jof-model1", "pentapeptide", "alanine-dipeptide"):
    bonds[name] = sorted({tuple(sorted((a.index, b.index))) for a, b in md.load(os.path.join(out, name + ".pdb")).top.bonds})
json.dump(bonds, open(os.path.join(out, "bonds.json"), "w"))
