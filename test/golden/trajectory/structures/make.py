#!/usr/bin/env python3
"""Makes the golden files of this folder with mdtraj 1.9.7 and numpy 1.24 (Debian 12).

usage: make.py DATA OUT

DATA holds (licence)
  1LCD.pdb                      lac repressor headpiece with DNA, NMR (CC0, PDB archive); of model 1 the DNA strand B, the
                                residues 1 to 12, the sodium ion and the water beside the strand are kept
  1A8O.pdb                      HIV capsid, crystal (CC0, PDB archive): selenomethionine, a disulphide bridge; from residue 183 on
  2n0n_M1.pdb                   a peptide with a lactam bridge and two rare residues, NMR (CC0, PDB archive)
  chem_comp_bond-top100.cif     bonds of residues as the PDB defines them (CC0, wwPDB chemical component dictionary)

bonds.json: mdtraj's bonds. residue-bonds.json: the bonds between heavy atoms of the dictionary's residues. torsions.json:
the torsions of the DNA by numpy, rad.
"""
import json, os, shutil, sys, warnings
import numpy as np, mdtraj as md

data, out = sys.argv[1:3]
warnings.simplefilter("ignore")
NAMES = ("1lcd", "1a8o", "2n0n")


def atoms(line):
    return line.startswith(("ATOM", "HETATM"))


def write(name, source, keep):
    lines = open(os.path.join(data, source)).read().split("\n")
    end = next((i for i, line in enumerate(lines) if line.startswith("ENDMDL")), len(lines))
    cell = [line for line in lines if line.startswith("CRYST1")]
    kept = [line for line in lines[:end] if (atoms(line) or line.startswith("TER")) and keep(line[21], int(line[22:26]), line[17:20].strip())]
    serials = {line[6:11] for line in kept if atoms(line)}
    connections = [line for line in lines if line.startswith("CONECT") and {line[i : i + 5] for i in range(6, len(line.rstrip()), 5)} <= serials]
    with open(os.path.join(out, name + ".pdb"), "w") as f:
        f.write("\n".join([*cell, *kept, *connections, "END", ""]))


write("1lcd", "1LCD.pdb", lambda chain, number, name: chain == "B" or (chain == "A" and number <= 12) or name == "NA")
write("1a8o", "1A8O.pdb", lambda chain, number, name: number >= 183)
write("2n0n", "2n0n_M1.pdb", lambda chain, number, name: True)

bonds = {}
for name in NAMES:
    path = os.path.join(out, name + ".pdb")
    bonds[name] = sorted({tuple(sorted((a.index, b.index))) for a, b in md.load(path).top.bonds})

residues = {}
for line in open(os.path.join(data, "chem_comp_bond-top100.cif")):
    fields = [field.strip('"') for field in line.split()]
    if len(fields) == 7 and not fields[1].startswith("H") and not fields[2].startswith("H"):
        residues.setdefault(fields[0], []).append("-".join(sorted(fields[1:3])))

strand = md.load_pdb(os.path.join(out, "1lcd.pdb"), standard_names=False)
PATTERNS = {"alpha": "-O3' P O5' C5'", "beta": "P O5' C5' C4'", "gamma": "O5' C5' C4' C3'", "delta": "C5' C4' C3' O3'",
  "epsilon": "C4' C3' O3' +P", "zeta": "C3' O3' +P +O5'"}


def dihedral(p):
    u, v, w = np.diff(p.astype(float), axis=0)
    m, n = np.cross(u, v), np.cross(v, w)
    return float(np.arctan2(np.dot(u, n) * np.linalg.norm(v), np.dot(m, n)))


torsions = {}
chain = [r for r in strand.top.residues if r.name in ("DA", "DC", "DG", "DT")]
for name in [*PATTERNS, "chi"]:
    torsions[name] = []
    for i, residue in enumerate(chain):
        pattern = PATTERNS.get(name) or ("O4' C1' N9 C4" if residue.name in ("DA", "DG") else "O4' C1' N1 C2")
        found = []
        for label in pattern.split():
            k = i + {"-": -1, "+": 1}.get(label[0], 0)
            at = [a.index for a in chain[k].atoms if a.name == label.lstrip("+-")] if 0 <= k < len(chain) else []
            found += at
        if len(found) == 4:
            torsions[name].append([residue.name + str(residue.resSeq), found, round(dihedral(strand.xyz[0, found]), 6)])

for name, content in (("bonds", bonds), ("residue-bonds", residues), ("torsions", torsions)):
    json.dump(content, open(os.path.join(out, name + ".json"), "w"), separators=(",", ":"))
