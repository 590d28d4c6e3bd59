"""Golden values for test/features and test/decoder/geometry: torsions, RMSD, superposition, Rg by mdtraj 1.9.7 (numpy 1.24.2).

    python3 make-golden.py DATA_FOLDER

DATA_FOLDER holds pentapeptide/ (mdshare, CC BY 4.0; Scherer et al., J. Chem. Theory Comput. 2015, 11, 5525),
alanine-dipeptide/ (ACE-ALA-NME, OpenMM, made for this project, CC0) and structures/2jof.pdb (PDB 2JOF, CC0).
Atom names are those of the PDB files (mdtraj renames some); bonds are mdtraj's. Coordinates are whole numbers of 1e-4 nm.
"""
import json, sys
import mdtraj as md
import numpy as np

data = sys.argv[1]
TORSIONS = ("phi", "psi", "omega", "chi1", "chi2", "chi3", "chi4")


def topology(pdb, traj):
    """Names, residues and chains from the PDB file's first model; the elements and bonds are mdtraj's."""
    lines = []
    for line in open(pdb):
        if line.startswith(("ATOM", "HETATM")):
            lines.append(line)
        if line.startswith(("ENDMDL", "END")):
            break
    names = [line[12:16].strip() for line in lines]
    residues = [[r.name, r.resSeq, r.chain.index] for r in traj.top.residues]
    assert len(names) == traj.n_atoms
    return {
        "atoms": [[name, atom.element.symbol.upper(), atom.residue.index] for name, atom in zip(names, traj.top.atoms)],
        "residues": residues,
        "chains": ["" for _ in traj.top.chains],
        "bonds": [list(bond) for bond in sorted({tuple(sorted((a.index, b.index))) for a, b in traj.top.bonds})],
    }


def rg_by_mass(xyz, masses):
    """About the centre of mass; mdtraj 1.9.7 takes the weighted mean about the centre of geometry."""
    centre = np.average(xyz, axis=1, weights=masses)[:, None]
    return np.sqrt(np.average(((xyz - centre) ** 2).sum(2), axis=1, weights=masses))


def golden(pdb, traj):
    units = np.round(traj.xyz * 1e4).astype(int)
    traj = md.Trajectory((units / 1e4).astype(np.float32), traj.top)
    torsions = {}
    for torsion in TORSIONS:
        indices, angles = getattr(md, "compute_" + torsion)(traj, periodic=False)
        torsions[torsion] = {"indices": np.asarray(indices).tolist(), "angles": np.round(angles, 6).tolist()}
    masses = np.array([a.element.mass for a in traj.top.atoms])
    aligned = md.Trajectory(traj.xyz.copy(), traj.top)
    aligned.superpose(aligned, 0)
    reference = md.Trajectory(traj.xyz.copy(), traj.top)
    heavy = np.array([a.index for a in traj.top.atoms if a.element.symbol != "H"])
    return {
        "versions": {"mdtraj": md.version.version, "numpy": np.__version__},
        "topology": topology(pdb, traj),
        "positions": units.reshape(len(units), -1).tolist(),
        "torsions": torsions,
        "rmsd_to_first": np.round(md.rmsd(reference, reference, 0).astype(float), 7).tolist(),
        "heavy": heavy.tolist(),
        "heavy_rmsd_to_first": np.round(md.rmsd(reference, reference, 0, atom_indices=heavy).astype(float), 7).tolist(),
        "last_superposed_on_first": np.round(aligned.xyz[-1].astype(float).ravel(), 6).tolist(),
        "rg": np.round(md.compute_rg(traj), 7).tolist(),
        "masses": np.round(masses, 5).tolist(),
        "rg_by_mass": np.round(rg_by_mass(traj.xyz.astype(float), masses), 7).tolist(),
    }


def write(name, pdb, traj):
    with open(name + ".json", "w") as file:
        json.dump(golden(pdb, traj), file, separators=(",", ":"))
        file.write("\n")


penta = data + "/pentapeptide/pentapeptide-impl-solv.pdb"
frames = md.load(data + "/pentapeptide/pentapeptide-01-500ns-impl-solv.xtc", top=penta)
write("pentapeptide", penta, frames[[0, 500, 1500, 2500, 3500, 4500]])

alanine = data + "/alanine-dipeptide/topology.pdb"
frames = md.load(data + "/alanine-dipeptide/train-0.xtc", top=alanine)
write("alanine-dipeptide", alanine, frames[[0, 7000, 14000, 21000, 28000]])

cage = data + "/structures/2jof.pdb"
write("2jof", cage, md.load(cage)[[0, 13, 27]])
