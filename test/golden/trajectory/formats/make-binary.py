#!/usr/bin/env python3
"""Copies the sample files of binary trajectory formats, and writes what mdtraj and MDAnalysis read from them.

usage: make-binary.py SAMPLES OUT

SAMPLES holds the files by origin (biotite/, chemfiles/, ngl/, same/: see README.md) and MANIFEST.json, the readings of mdtraj 1.9.7 and
MDAnalysis 2.4.2: frames, atoms, four coordinates and sums (nm), times (ps), boxes (nm, degrees).
binary-formats.json has its entries, and in `expected` the reading that holds where readers differ:
  coordinates   mdtraj's (MDAnalysis 2.4.2 reads zeros from 4D files and cannot read 64-bit records)
  box           mdtraj's, but none where it has no angles (an all-zero box is none)
  times         MDAnalysis' for DCD (mdtraj has none); its times of big-endian files are wrong (time step not swapped), so
                those are of the little-endian file with the same content, and of the header's numbers for mrmd_h2so4:
                step 20 to 1000 of 0.002045482862740755 x 0.04888821 ps
"""
import json, os, shutil, sys

samples, out = sys.argv[1:3]
FILES = ["chemfiles/" + name for name in (
    "4d-dynamic.dcd cell_shapes.trr cell_shapes_d.trr fixed-atoms.dcd mrmd_h2so4-32bit-be.dcd mrmd_h2so4-64bit-be.dcd "
    "mrmd_h2so4-64bit-le.dcd triclinic-namd.dcd triclinic-octane-cos.dcd triclinic-octane-direct.dcd "
    "triclinic-octane-vectors.dcd").split()]
FILES += ["same/" + name for name in (
    "bad-magic.xtc bad-truncated.dcd bad-truncated.xtc empty.xtc nine-atoms.xtc nobox-bigendian.dcd nobox.dcd nobox.nc "
    "nobox.trr nobox.xtc octahedron.dcd octahedron.nc octahedron.trr octahedron.xtc ortho-bigendian.dcd ortho.dcd ortho.nc "
    "ortho.trr ortho.xtc precision1.xtc precision2.xtc ten-atoms.xtc velocities.trr").split()]
FILES += ["biotite/1l2y.netcdf", "biotite/1l2y.xtc", "ngl/ala3.dcd"]
entries = {e["file"]: e for e in json.load(open(os.path.join(samples, "MANIFEST.json")))["files"]}

def expected(name, entry):
    if entry.get("malformed"):
        return None
    reading = dict(entry["reference"]["mdtraj"])
    for box in ("box_first", "box_last"):
        if reading[box] is not None and None in reading[box]:
            reading[box] = None
    if name.startswith("mrmd"):
        reading["time_first_last"] = [step * 0.002045482862740755 * 0.04888821 for step in (20, 1000)]
    elif name.endswith(".dcd"):
        source = entries["same/" + name.replace("-bigendian", "")] if "bigendian" in name else entry
        reading["time_first_last"] = source["reference"]["MDAnalysis"]["time_first_last"]
    return reading

result = []
for file in FILES:
    name = os.path.basename(file)
    shutil.copyfile(os.path.join(samples, file), os.path.join(out, name))
    result.append(dict(entries[file], file=name, expected=expected(name, entries[file])))
json.dump(result, open(os.path.join(out, "binary-formats.json"), "w"), indent=1)
