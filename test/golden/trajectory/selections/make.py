#!/usr/bin/env python3
"""Makes the golden files of this folder with mdtraj 1.9.7 and numpy 1.24 (Debian 12), of PDB files in the folders beside it.

usage: make.py

selections.json: of each file and selection, the atoms that mdtraj selects, as ranges ("0-4 7"). Where mdtraj gives residues
and atoms other names than the file (standard_names), it is told not to.
within.json: what is near to a selection, by mdtraj's compute_neighbors, and the selection itself; mdtraj's language has no
word for it.

Our language differs from mdtraj's on purpose (docs/selections.md); the test says where it shows in these files:
- sidechain: HN, the amide's hydrogen in CHARMM, is none of it (pentapeptide, ala3).
- protein: mdtraj knows neither the cap NH2 nor residues by their backbone, such as PH8 (2n0n).
- hydrogen, nucleic, ion, heavy, chain, within: mdtraj has no such words.
- not, and, or, =~: mdtraj 1.9.7 ranks "&&" before "<", "||" after "or", and "not" before "=="; the parentheses in some of the
  selections below are for mdtraj.
- element: in capitals or not. mass: of IUPAC 2021, where mdtraj has 32.065 for sulphur, say, we have 32.06.
- lists of ranges (resid 1 to 3 7), chains of comparisons (1 < resid < 5): mdtraj has none.
"""
import json, os, warnings
import mdtraj as md

here = os.path.dirname(os.path.abspath(__file__))
warnings.simplefilter("ignore")

SELECTIONS = """all; everything; none; nothing; protein; is_protein; water; waters; is_water; backbone; is_backbone; sidechain;
is_sidechain; name CA; name CA CB; name == CA; name ne CA; 'CA' == name; name "CA"; resname MSE; resname ALA LEU and not name N;
resn HOH ALA; resid 0 to 4; resid 1; resi 1; resSeq 1 to 5; residue 2 3; resSeq > 3; resSeq ge 190; 3 < resSeq; 10 >= index;
(resSeq ge 190) and (resSeq lt 200); chainid 0; chainid 1 2; segname ALA3; segment_id == ALA3; element C; type N O;
symbol P Na Se; element != C; mass > 14.5; mass 10 to 15; mass le 12.1; mass 31 to 33; index 0 to 9; index 3 5 7; index < 6; index <= 10; element H; resSeq 2 3; resSeq >= 2 and resSeq < 4;
not name CA and not name C N O;
code A; rescode K R; (protein) and not (resc == 'G'); not protein; not (backbone or element H); !(name CA);
!backbone && (resSeq < 3 || resname GLU); backbone and resid 1 to 3 or name CB; (name CA or name CB) and resid > 1;
protein and (name CA or name C or name N) and not resSeq 2 to 4; name CA or name CB and resid 1; resid == 3 or index == resid;
name =~ 'C.*'; (name =~ 'O[0-9P]') and resid 2 to 5; not (resname =~ 'D[AG]'); (name =~ '.*P') or water; name =~ 'H';
resname =~ 'H.[SP]'; name =~ 'H[^A]?$'; name =~ '(C|N)[A-D]\\d*'; name =~ 'H.{2,3}$'; name =~ '(?:C|O)5?.$'; name =~ '\\w\\d+'""".replace("\n", " ").split("; ")

WITHIN = {
    "structures/1lcd": [("protein", 0.5), ("element Na", 1.2), ("name P", 0.16)],
    "structures/1a8o": [("resSeq 218", 0.4), ("water", 0.3), ("resname MSE", 0.75), ("resSeq 200", 1.9)],  # periodic
    "structures/2n0n": [("resSeq 12", 0.6), ("name NZ", 0.2)],
}
FILES = [*WITHIN, "pentapeptide", "alanine-dipeptide", "2jof-model1", "formats/ala3"]


def ranges(atoms):
    runs = []
    for atom in map(int, atoms):
        if runs and runs[-1][1] == atom - 1:
            runs[-1][1] = atom
        else:
            runs.append([atom, atom])
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


selections, within = {}, {}
for name in FILES:
    traj = md.load_pdb(os.path.join(here, "..", name + ".pdb"), standard_names=False)
    if name != "structures/1a8o":
        traj.unitcell_vectors = None  # a cube of 1 angstrom stands for none
    select = lambda text: traj.top.select(text)
    selections[name] = {text: ranges(select(text)) for text in SELECTIONS}
    for text, nm in WITHIN.get(name, []):
        near = {*md.compute_neighbors(traj, nm, select(text))[0], *select(text)}
        within.setdefault(name, []).append([text, nm, ranges(sorted(near))])

for file, content in (("selections", selections), ("within", within)):
    with open(os.path.join(here, file + ".json"), "w") as f:
        json.dump(content, f, indent=1)
        f.write("\n")
