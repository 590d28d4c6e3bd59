"""mdtraj's readers and writers: answers lines "stage file" with milliseconds by the clock and of the processor."""

import sys, time, warnings
import numpy as np

warnings.simplefilter("ignore")
import mdtraj.version
from mdtraj.formats import DCDTrajectoryFile, TRRTrajectoryFile, XTCTrajectoryFile

OPEN = {"xtc": XTCTrajectoryFile, "trr": TRRTrajectoryFile, "dcd": DCDTrajectoryFile}
kept = {}
now = lambda: np.array([time.perf_counter(), time.process_time()])


def run(stage, path):
    form, action = stage.split("-")[:2]
    if action == "write":
        if (stage, path) not in kept:
            with OPEN[form](path) as file:
                kept[stage, path] = file.read()
        xyz, t, step, box = kept[stage, path]
        with OPEN[form](path + ".copy", "w") as file:
            start = now()
            file.write(xyz, time=t, step=step, box=box)
    elif action == "seek":
        if (stage, path) not in kept:
            kept[stage, path] = OPEN[form](path)
            kept[stage, path].offsets
        file = kept[stage, path]
        frames = np.random.default_rng(0).integers(len(file), size=100)
        start = now()
        for frame in frames:
            file.seek(int(frame))
            file.read(n_frames=1)
    else:
        start = now()
        with OPEN[form](path) as file:
            file.read()
    return 1000 * (now() - start)


print("mdtraj", mdtraj.version.version, flush=True)
for line in sys.stdin:
    print(*run(*line.split()), flush=True)
