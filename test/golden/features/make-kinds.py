"""Golden values for test/features/feature-kinds.test.ts: contacts, dihedrals, distances, angles and centres of mass by mdtraj.

    python3 make-kinds.py          (mdtraj 1.9.7, numpy 1.24.2)

Frames and topologies are those of pentapeptide.json and 2jof.json beside this script (make-golden.py says where they are from).
"""
import json
import mdtraj as md
import numpy as np
from mdtraj.core.element import Element


def load(name):
    golden = json.load(open(name + ".json"))
    top = md.Topology()
    chains = [top.add_chain() for _ in golden["topology"]["chains"]]
    residues = [top.add_residue(n, chains[c], resSeq=s) for n, s, c in golden["topology"]["residues"]]
    for atom, symbol, residue in golden["topology"]["atoms"]:
        top.add_atom(atom, Element.getBySymbol(symbol), residues[residue])
    xyz = np.array(golden["positions"], dtype=float).reshape(-1, top.n_atoms, 3) / 1e4
    return md.Trajectory(xyz.astype(np.float32), top)


def numbers(array):
    return np.round(np.asarray(array, dtype=float), 6).tolist()


def golden(traj, dihedrals, pairs, selections):
    ca = traj.top.select("name CA")
    runs = lambda n: [list(map(int, ca[i : i + n])) for i in range(len(ca) - n + 1)]
    heavy, residue_pairs = md.compute_contacts(traj, scheme="closest-heavy", periodic=False)
    alpha, _ = md.compute_contacts(traj, residue_pairs, scheme="ca", periodic=False)
    centres = [md.compute_center_of_mass(traj.atom_slice(traj.top.select(text))) for text in selections]
    return {
        "versions": {"mdtraj": md.version.version, "numpy": np.__version__},
        "residue_pairs": residue_pairs.tolist(),
        "closest_heavy": numbers(heavy),
        "alpha_carbons": numbers(alpha),
        "dihedrals": {"atoms": dihedrals, "angles": numbers(md.compute_dihedrals(traj, dihedrals, periodic=False))},
        "distances": {"atoms": pairs, "nm": numbers(md.compute_distances(traj, pairs, periodic=False))},
        "ca_torsions": {"atoms": runs(4), "angles": numbers(md.compute_dihedrals(traj, runs(4), periodic=False))},
        "ca_angles": {"atoms": runs(3), "angles": numbers(md.compute_angles(traj, runs(3), periodic=False))},
        "centres": {"between": selections, "nm": numbers(np.linalg.norm(centres[0] - centres[1], axis=1))},
    }


cases = {
    "pentapeptide": golden(load("pentapeptide"), [[0, 4, 10, 20], [3, 2, 1, 0]], [[0, 90], [7, 40]], ["resid 0", "resid 3 4"]),
    "2jof": golden(load("2jof"), [[10, 50, 100, 150]], [[0, 280]], ["resSeq 1 to 9", "resname PRO"]),
}
with open("kinds.json", "w") as file:
    json.dump(cases, file, separators=(",", ":"))
    file.write("\n")
