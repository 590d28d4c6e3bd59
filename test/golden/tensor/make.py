"""Losses and gradients of the networks' training, and Adam's steps, by PyTorch in double precision.

    python3 make.py

writes the .safetensors files beside it: inputs and parameters in single precision, and what PyTorch makes of these numbers in
double precision. Made with PyTorch 1.13.0, NumPy 1.24.2, Python 3.11. Linear layers are x W + b with W (inputs, outputs); a
network's parameters are one flat vector, layer by layer.
"""

import json
import math
import struct

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def save(name, **arrays):
    """Layout of safetensors: length of the header, header, arrays. Integers of torch do not occur."""
    header = {"__metadata__": {"torch": torch.__version__, "numpy": np.__version__}}
    block = b""
    for key, value in arrays.items():
        value = value.detach().numpy() if isinstance(value, torch.Tensor) else np.asarray(value)
        single = value.size > 64  # small ones in full precision
        data = np.ascontiguousarray(value, dtype=np.float32 if single else np.float64).tobytes()
        offsets = [len(block), len(block) + len(data)]
        header[key] = {"dtype": "F32" if single else "F64", "shape": list(value.shape), "data_offsets": offsets}
        block += data
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    with open(f"{name}.safetensors", "wb") as out:
        out.write(struct.pack("<Q", len(head)) + head + block)


class Draws:
    """Random numbers that single precision holds."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def normal(self, *shape, scale=1.0, mean=0.0):
        return torch.tensor((mean + scale * self.rng.standard_normal(shape)).astype(np.float32).astype(np.float64))

    def uniform(self, *shape):
        return torch.tensor(self.rng.random(shape).astype(np.float32).astype(np.float64))

    def dense(self, *widths):
        parts = []
        for inputs, outputs in zip(widths[:-1], widths[1:]):
            parts += [self.normal(inputs, outputs, scale=1 / math.sqrt(inputs)), self.normal(outputs, scale=0.1)]
        return parts


def flat(parts):
    return torch.cat([part.reshape(-1) for part in parts])


def leaves(parts):
    return [part.clone().requires_grad_(True) for part in parts]


def slopes(loss, parts):
    return flat(torch.autograd.grad(loss, parts))


def dense(parts, activation, x):
    for layer in range(0, len(parts), 2):
        x = torch.addmm(parts[layer + 1], x if layer == 0 else activation(x), parts[layer])
    return x


# ---- the encoder


def tanh_batch_norm(parts, x):
    """Two hidden layers of tanh and batch normalisation, then a linear one."""
    w0, b0, scale0, shift0, w1, b1, scale1, shift1, w2, b2 = parts
    x = F.batch_norm(torch.tanh(torch.addmm(b0, x, w0)), None, None, scale0, shift0, True, 0.1, 1e-5)
    x = F.batch_norm(torch.tanh(torch.addmm(b1, x, w1)), None, None, scale1, shift1, True, 0.1, 1e-5)
    return torch.addmm(b2, x, w2)


def vamp2(outputs):
    """-tr[C00^-1 C01 C11^-1 C01'] (Mardt et al. 2018), rows x_t, then x_{t + lag}."""
    a, b = outputs.chunk(2)
    a, b = a - a.mean(0), b - b.mean(0)
    ridge = 1e-6 * torch.eye(a.shape[1])
    c00, c01, c11 = a.T @ a / len(a) + ridge, a.T @ b / len(a), b.T @ b / len(a) + ridge
    return -torch.trace(torch.linalg.inv(c00) @ c01 @ torch.linalg.inv(c11) @ c01.T)


def reversible_vamp2(outputs):
    """-tr[(C0^-1 C1)^2] with C0, C1 symmetrised about the pooled mean, C0 + 1e-6 of its mean diagonal."""
    a, b = (outputs - outputs.mean(0)).chunk(2)
    c0 = (a.T @ a + b.T @ b) / (2 * len(a))
    c1 = (a.T @ b + b.T @ a) / (2 * len(a))
    ridge = 1e-6 * (torch.trace(c0) / len(c0)).detach()
    koopman = torch.linalg.inv(c0 + ridge * torch.eye(len(c0))) @ c1
    return -torch.trace(koopman @ koopman)


def correlated_pairs(draws, n_pairs, n_features):
    now, noise = draws.normal(n_pairs, n_features), draws.normal(n_pairs, n_features)
    return torch.cat([now, 0.9 * now + 0.436 * noise]).float().double()


def make_encoder():
    draws = Draws(1)
    vector = lambda n, mean: draws.normal(n, scale=0.1, mean=mean)
    hidden = lambda i, o: draws.dense(i, o) + [vector(o, 1.0), vector(o, 0.0)]
    parts = leaves(hidden(400, 100) + hidden(100, 100) + draws.dense(100, 5))
    x = correlated_pairs(draws, 500, 400)
    loss = vamp2(tanh_batch_norm(parts, x))
    save("encoder-vamp2", parameters=flat(parts), x=x, loss=loss, slope=slopes(loss, parts))

    outputs = correlated_pairs(draws, 40, 3).requires_grad_(True)
    loss = reversible_vamp2(outputs)
    save("encoder-srv-loss", outputs=outputs, loss=loss, slope=torch.autograd.grad(loss, outputs)[0])


# ---- the propagator; B rows, D coordinates, C components


def log_gaussian(y, mean, deviation):
    return -0.5 * ((y - mean) / deviation) ** 2 - torch.log(deviation) - 0.5 * math.log(2 * math.pi)


def log_mixture(logits, log_kernels):
    """(B, C) and (B, D, C) to (B)."""
    return torch.logsumexp(torch.log_softmax(logits, 1) + log_kernels.sum(1), 1)


def make_propagator():
    draws = Draws(2)
    parts = leaves(draws.dense(3, 100, 100, 24 * 7))
    x, y = draws.uniform(256, 3), draws.uniform(256, 3)
    outputs = dense(parts, torch.relu, x)
    logits, mean, log_deviation = outputs[:, :24], outputs[:, 24:96].view(256, 3, 24), outputs[:, 96:].view(256, 3, 24)
    loss = -log_mixture(logits, log_gaussian(y[:, :, None], mean, torch.exp(log_deviation))).mean()
    save("propagator-gaussian", parameters=flat(parts), x=x, y=y, loss=loss, slope=slopes(loss, parts))

    rows, dimension, components = 24, 2, 5
    outputs = draws.normal(rows, components * (1 + 2 * dimension)).requires_grad_(True)
    y = draws.uniform(rows, dimension)
    logits, means, widths = outputs.split([components, dimension * components, dimension * components], 1)
    mean = torch.sigmoid(means).view(rows, dimension, components)
    deviation = (F.elu(widths) + 1).view(rows, dimension, components)
    density = log_mixture(logits, log_gaussian(y[:, :, None], mean, deviation))
    predicted = (torch.softmax(logits, 1)[:, None, :] * mean).sum(2)
    gradient = lambda loss: torch.autograd.grad(loss, outputs, retain_graph=True)[0]
    save(
        "propagator-links",
        outputs=outputs, y=y,
        density=density, density_slope=gradient(density.mean()),
        mean=predicted, mean_slope=gradient((predicted * y).sum()),
    )


# ---- the decoder


def make_decoder():
    draws = Draws(3)
    critic = leaves(draws.dense(63, 200, 200, 200, 1))
    generator = leaves(draws.dense(53, 200, 200, 200, 60))
    real, psi, noise, mix = draws.normal(64, 60), draws.normal(64, 3), draws.normal(64, 50), draws.uniform(64, 1)
    criticise = lambda x: dense(critic, F.silu, torch.cat([x, psi], 1))
    fake = dense(generator, F.silu, torch.cat([noise, psi], 1))
    between = (mix * real + (1 - mix) * fake.detach()).requires_grad_(True)
    (slope,) = torch.autograd.grad(criticise(between).sum(), between, create_graph=True)
    penalty = ((torch.sqrt((slope**2).sum(1) + 1e-12) - 1) ** 2).mean()
    critic_loss = criticise(fake.detach()).mean() - criticise(real).mean() + 10 * penalty
    generator_loss = -criticise(fake).mean()
    save(
        "decoder-wgan",
        critic=flat(critic), generator=flat(generator), real=real, psi=psi, noise=noise, mix=mix,
        critic_loss=critic_loss, critic_slope=slopes(critic_loss, critic),
        generator_loss=generator_loss, generator_slope=slopes(generator_loss, generator), frames=fake,
    )


# ---- Adam


def make_adam():
    draws = Draws(4)
    parts = draws.dense(3, 8, 2)
    x, y = draws.normal(32, 3), draws.normal(32, 2)
    arrays = dict(parameters=flat(parts), x=x, y=y)
    for name, rate, betas in [("momentum", 0.01, (0.9, 0.999)), ("memoryless", 1e-3, (0.0, 0.9))]:
        trained = leaves(parts)
        optimiser = torch.optim.Adam(trained, lr=rate, betas=betas, eps=1e-8)
        losses = []
        for _ in range(10):
            optimiser.zero_grad()
            loss = ((dense(trained, torch.tanh, x) - y) ** 2).mean()
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
        arrays |= {f"{name}_losses": losses, f"{name}_parameters": flat(trained)}
    save("adam", **arrays)


if __name__ == "__main__":
    make_encoder()
    make_propagator()
    make_decoder()
    make_adam()
