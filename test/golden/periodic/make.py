"""Golden values for molecules in periodic boxes: make_molecules_whole and image_molecules of mdtraj 1.9.7 (numpy 1.24.2).

    python3 make.py DATA_FOLDER

DATA_FOLDER holds alanine-dipeptide/ (ACE-ALA-NME and 420 waters in a cubic box, OpenMM 7.7, made for this project, CC0). Taken
are the peptide and 12 waters that the box breaks, in frames in which the peptide is broken, and the same frames of the peptide
as the simulation had it, whole. Coordinates are whole numbers of 1e-4 nm.
"""
import copy, json, sys
import mdtraj as md
import numpy as np

folder = sys.argv[1] + "/alanine-dipeptide/"
traj = md.load(folder + "explicit-wrapped.xtc", top=folder + "explicit-topology.pdb")
whole = md.load(folder + "explicit-peptide-whole.xtc", top=folder + "topology.pdb")


def units(xyz):
    return np.round(xyz.reshape(len(xyz), -1) * 1e4).astype(int).tolist()


def longest_bond(t, bonds):
    return np.linalg.norm(t.xyz[:, bonds[:, 0]] - t.xyz[:, bonds[:, 1]], axis=2).max(1)


peptide_bonds = np.array([(a.index, b.index) for a, b in traj.top.bonds if b.index < 22])
broken = np.flatnonzero(longest_bond(traj, peptide_bonds) > 1)
frames = broken[np.linspace(0, len(broken) - 1, 8).astype(int)]
picked = traj[frames]
oxygens = [r.atom(0).index for r in traj.top.residues if r.is_water]
extent = [np.ptp(picked.xyz[:, o : o + 3], axis=1).max() for o in oxygens]
waters = sorted(np.argsort(extent)[-12:])
atoms = list(range(22)) + [oxygens[w] + k for w in waters for k in range(3)]
extract = picked.atom_slice(atoms)
made_whole = copy.deepcopy(extract).make_molecules_whole()  # it changes the original, too
molecules = extract.top.find_molecules()
peptide = [m for m in molecules if len(m) == 22]
imaged = copy.deepcopy(extract).image_molecules(anchor_molecules=peptide, other_molecules=[m for m in molecules if len(m) == 3])

extract.time = 0.5 * np.arange(len(frames))  # evenly, as formats with one spacing want it
extract.save_xtc("wrapped.xtc")
extract[0].save_pdb("topology.pdb")
reloaded = md.load("wrapped.xtc", top="topology.pdb")
assert np.allclose(reloaded.xyz, extract.xyz, atol=1e-4)
json.dump(
    {
        "versions": {"mdtraj": md.version.version, "numpy": np.__version__},
        "frames": frames.tolist(),
        "peptide": units(whole[frames].xyz),
        "made_whole": units(made_whole.xyz),
        "imaged": units(imaged.xyz),
    },
    open("periodic.json", "w"),
    separators=(",", ":"),
)
