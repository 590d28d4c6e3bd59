"""Exact answers of the test systems, independently of the library: dense linear algebra in NumPy and SciPy.

python3 reference.py > reference.json

All are Euler-Maruyama maps x <- x - dt V'(x) + std eta on a grid, T_ij ~ exp(-(x_j - x_i + dt V'(x_i))^2 / (2 std^2)).
"""
import json
import sys

import numpy as np
import scipy
import scipy.linalg
import scipy.optimize


def transition_matrix(x, slope, dt, std):
    weights = np.exp(-0.5 * ((x[None, :] - (x - dt * slope(x))[:, None]) / std) ** 2)
    return weights / weights.sum(1, keepdims=True)


def spectrum(transition, count):
    values, vectors = scipy.linalg.eig(transition.T)
    order = np.argsort(-values.real)
    law = vectors[:, order[0]].real
    return values.real[order[:count]], law / law.sum()


def four_well():
    slope = lambda x: 4 * (8 * x**7 - 128 * x * np.exp(-80 * x**2) - 32 * (x - 0.5) * np.exp(-80 * (x - 0.5) ** 2)
                           - 40 * (x + 0.5) * np.exp(-40 * (x + 0.5) ** 2))
    potential = lambda x: 4 * (x**8 + 0.8 * np.exp(-80 * x**2) + 0.2 * np.exp(-80 * (x - 0.5) ** 2)
                               + 0.5 * np.exp(-40 * (x + 0.5) ** 2))
    x = np.linspace(-1.5, 1.5, 1200)
    spacing = x[1] - x[0]
    transition = transition_matrix(x, slope, 1e-3, np.sqrt(2e-3))
    values, law = spectrum(transition, 4)
    below = lambda edge: np.interp(edge, x + spacing / 2, np.cumsum(law))
    edges = [scipy.optimize.brentq(slope, e - 0.05, e + 0.05) for e in (-0.5, 0, 0.5)]
    wells = [scipy.optimize.brentq(slope, e - 0.05, e + 0.05) for e in (-0.74, -0.22, 0.27, 0.67)]
    cumulative = [0, *(below(edge) for edge in edges), 1]
    left, right = abs(x - wells[0]) < 0.05, abs(x - wells[3]) < 0.05
    generator = transition - np.eye(len(x))

    def passage(source, target):
        free = ~target
        time = np.zeros(len(x))
        time[free] = np.linalg.solve(-generator[np.ix_(free, free)], np.ones(free.sum()))
        return (time * law)[source].sum() / law[source].sum()

    free = ~(left | right)
    committor = right.astype(float)
    committor[free] = np.linalg.solve(generator[np.ix_(free, free)], -generator[np.ix_(free, right)].sum(1))
    lagged = np.linalg.matrix_power(transition, 100)
    inside = abs(x) < 1
    difference = np.log(law[inside]) + potential(x[inside])
    return {
        "eigenvalues_lag_100": list(values[1:] ** 100),
        "timescales": list(-1 / np.log(values[1:])),
        "wells": wells,
        "barriers": edges,
        "populations": list(np.diff(cumulative)),
        "mean_first_passage": [passage(left, right), passage(right, left)],
        "committor": [[point, np.interp(point, x, committor)] for point in (-0.5016, -0.22374, 0, 0.26915, 0.50201)],
        "conditional_entropy": -(law[:, None] * lagged * np.log(np.maximum(lagged / spacing, 1e-300))).sum(),
        "rmse_from_boltzmann": np.std(difference),
    }


def quartic_wells():
    x = np.linspace(-2.1, 2.1, 700)

    def rate(tilt, sigma):
        slope = lambda x: 4 * x**3 - 3 * tilt * x**2 - 4 * x + 3 * tilt
        values, _ = spectrum(transition_matrix(x, slope, 1e-3, sigma * np.sqrt(1e-3)), 2)
        return -np.log(values[1]) / 1e-3

    even, first, second = rate(0, np.sqrt(0.5)), rate(1 / 16, 0.6), rate(1 / 8, 0.6)
    return {
        "double-well-2d": [1 / even],
        "quadruple-well": [1 / even, 1 / even, 1 / (2 * even)],
        "asymmetric-quadruple-well": [1 / first, 1 / second, 1 / (first + second)],
    }


json.dump({
    "versions": {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__},
    "four_well": four_well(),
    "quartic_wells": quartic_wells(),
}, sys.stdout, indent=1)
print()
