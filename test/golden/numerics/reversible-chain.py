"""Markov state models by NumPy alone, for test/numerics/reversible-chain.test.ts: python3 reversible-chain.py

Counts of a random non-reversible chain; the likelihood is maximised over symmetric flows by projected Newton steps in the
logarithms of the flows, another way than the fixed point that is tested. NumPy 2.4.6.
"""
import json
import numpy as np

rng = np.random.default_rng(20)


def estimate(counts):
    """argmax sum_ij c_ij ln(x_ij / x_i) over symmetric x, by Newton's method in ln x."""
    n = len(counts)
    pairs = [(i, j) for i in range(n) for j in range(i, n) if counts[i, j] + counts[j, i] > 0]
    both = np.array([counts[i, j] + counts[j, i] if i != j else counts[i, i] for i, j in pairs])
    rows = counts.sum(1)
    incidence = np.zeros((n, len(pairs)))
    for p, (i, j) in enumerate(pairs):
        incidence[i, p] = incidence[j, p] = 1
    log_x = np.log(both)

    def likelihood(y):
        return both @ y - rows @ np.log(incidence @ np.exp(y))

    for _ in range(500):
        x = np.exp(log_x)
        sums = incidence @ x
        share = incidence * x / sums[:, None]
        gradient = both - rows @ share
        hessian = -np.diag(rows @ share) + share.T @ (rows[:, None] * share)
        step = np.linalg.solve(hessian - 1e-9 * np.eye(len(pairs)), -gradient)
        length = 1.0
        while likelihood(log_x + length * step) < likelihood(log_x) - 1e-12 and length > 1e-12:
            length /= 2
        log_x += length * step
        if np.abs(gradient).max() < 1e-10 * counts.sum():
            break
    x = np.zeros((n, n))
    for p, (i, j) in enumerate(pairs):
        x[i, j] = x[j, i] = np.exp(log_x[p])
    law = x.sum(1) / x.sum()
    return x / x.sum(1, keepdims=True), law


def sample(transition, length):
    path = [0]
    for _ in range(length):
        path.append(rng.choice(len(transition), p=transition[path[-1]]))
    return np.array(path)


cases = []
for n, length in ((3, 200), (6, 400), (12, 3000)):
    transition = rng.random((n, n)) ** 3
    transition /= transition.sum(1, keepdims=True)
    path = sample(transition, length)
    counts = np.zeros((n, n))
    np.add.at(counts, (path[:-1], path[1:]), 1)
    estimated, law = estimate(counts)
    eigenvalues = np.sort(np.linalg.eigvals(estimated).real)[::-1]
    cases.append(
        {
            "counts": counts.astype(int).tolist(),
            "transition": estimated.tolist(),
            "law": law.tolist(),
            "eigenvalues": eigenvalues.tolist(),
        }
    )
with open("reversible-chain.json", "w") as out:
    json.dump({"numpy": np.__version__, "cases": cases}, out, indent=1)
    out.write("\n")
