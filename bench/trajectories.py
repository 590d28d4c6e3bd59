"""mdtraj's readers and writers: answers lines "stage file" with milliseconds."""

import sys, time, warnings
import numpy as np

warnings.simplefilter("ignore")
import mdtraj.version
from mdtraj.formats import DCDTrajectoryFile, TRRTrajectoryFile, XTCTrajectoryFile

OPEN = {"xtc": XTCTrajectoryFile, "trr": TRRTrajectoryFile, "dcd": DCDTrajectoryFile}
kept = {}


def run(stage, path):
    form, action = stage.split("-")[:2]
    if action == "write":
        if (stage, path) not in kept:
            with OPEN[form](path) as file:
                kept[stage, path] = file.read()
        xyz, t, step, box = kept[stage, path]
        with OPEN[form](path + ".copy", "w") as file:
            start = time.perf_counter()
            file.write(xyz, time=t, step=step, box=box)
    elif action == "seek":
        if (stage, path) not in kept:
            kept[stage, path] = OPEN[form](path)
            kept[stage, path].offsets
        file = kept[stage, path]
        frames = np.random.default_rng(0).integers(len(file), size=100)
        start = time.perf_counter()
        for frame in frames:
            file.seek(int(frame))
            file.read(n_frames=1)
    else:
        start = time.perf_counter()
        with OPEN[form](path) as file:
            file.read()
    return 1000 * (time.perf_counter() - start)


print("mdtraj", mdtraj.version.version, flush=True)
for line in sys.stdin:
    print(run(*line.split()), flush=True)
