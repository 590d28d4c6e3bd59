"""Arrays for test/base/npy-read.test.ts, as NumPy writes them.

    python3 npy.py          (numpy 1.24.2)
"""
import base64, io, json
import numpy as np

table = np.arange(12).reshape(4, 3) / 4 - 1
arrays = {
    "float32": table.astype("<f4"),
    "float64": table.astype("<f8"),
    "big-endian": table.astype(">f8"),
    "int64": (4 * table).astype("<i8"),
    "bool": table > 0,
    "column": table[:, 0].copy(),
    "fortran": np.asfortranarray(table),
    "complex": table.astype("<c8"),
    "cube": table.reshape(2, 2, 3),
    "nan": np.where(table == 1, np.nan, table),
}


def save(array, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version)
    return base64.b64encode(file.getvalue()).decode()


files = {name: save(array) for name, array in arrays.items()}
files["version 3"] = save(table, (3, 0))
with open("npy.json", "w") as out:
    json.dump({"numpy": np.__version__, "table": table.tolist(), "files": files}, out, indent=1)
    out.write("\n")
