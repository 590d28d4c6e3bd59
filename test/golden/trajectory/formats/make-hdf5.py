#!/usr/bin/env python3
"""Makes the golden HDF5 files, with mdtraj 1.9.7 and PyTables 3.7 (Debian 12).

usage: make-hdf5.py SAMPLES OUT

ortho.h5 and nobox.h5 are copied: the frames of ortho.trr, with their box and without. paged.h5 has coordinates by a
formula, (7919 t + 104729 a + 1299709 d) mod 100003 in thousandths of a nanometre, in several chunks; untimed.h5 has three
frames of five atoms, without times.
"""
import os, shutil, sys
import numpy as np, mdtraj as md

samples, out = sys.argv[1:3]
for name in ("ortho.h5", "nobox.h5"):
    shutil.copyfile(os.path.join(samples, "same", name), os.path.join(out, name))
topology = md.load(os.path.join(samples, "same", "topology.pdb")).topology
t, a, d = np.ogrid[:130, :94, :3]
xyz = ((7919 * t + 104729 * a + 1299709 * d) % 100003 / 1000).astype(np.float32)
with md.formats.HDF5TrajectoryFile(os.path.join(out, "paged.h5"), "w", force_overwrite=True) as file:
    file.topology = topology
    file.write(xyz, time=np.arange(130) * 0.5 + 10)
with md.formats.HDF5TrajectoryFile(os.path.join(out, "untimed.h5"), "w", force_overwrite=True) as file:
    file.write(xyz[:3, :5])
