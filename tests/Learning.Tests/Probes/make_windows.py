#!/usr/bin/python3
"""Writes windows.json beside this file: what PyTorch says goes on inside recurrent layers over two windows.

The models are those of ../Reference with their recurrent weights multiplied by SCALES, a power of two, so that gates
saturate and gradients neither stay nor vanish. Layers are unrolled cells (nn.LSTMCell ...), so that every h_t keeps its
gradient; nothing is updated; the second window starts from the state that the first one left, detached. The loss is the
mean over all targets of the batch. Figures are those of the first ROWS rows, shard 0 of two, in float64 (the truth) and
as the L2 distance of float32's figures from them (the yardstick for rounding).
"""
import importlib.util
import json
import os
import pathlib

for inherited in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(inherited, None)

import numpy as np
import torch
from torch import nn

FOLDER = pathlib.Path(__file__).parent
REFERENCE = FOLDER.parent / "Reference"
ROWS = 3
WINDOWS = 2
SCALES = {"lstm": 4.0, "gru": 4.0, "rnn-tanh": 2.0, "rnn-relu": 2.0}
GATES = {"lstm": ["input", "forget", "cell", "output"], "gru": ["reset", "update", "new"]}

# A value this near to a bound might lie on its other side in float32.
GAP = 1e-5

spec = importlib.util.spec_from_file_location("make_reference", REFERENCE / "make_reference.py")
reference = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reference)


def read(path):
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    arrays = {}
    for name, entry in json.loads(data[8:8 + length]).items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        arrays[name] = np.frombuffer(data[begin:end], "<f4").reshape(entry["shape"]).copy()
    return arrays


def cells(c, values, dtype):
    """One cell per layer with the layer's weights."""
    kind = {"lstm": nn.LSTMCell, "gru": nn.GRUCell}.get(c["cell"])
    for layer in range(c["layers"]):
        width = c["embedding"] if layer == 0 else c["hidden"]
        cell = kind(width, c["hidden"]) if kind else nn.RNNCell(width, c["hidden"], nonlinearity=c["cell"][4:])
        cell = cell.to(dtype)
        with torch.no_grad():
            for name, p in cell.named_parameters():
                p.copy_(torch.from_numpy(values[f"rnn.{name}_l{layer}"] * np.float32(SCALES[c["cell"]])))
        yield cell


def gates_of(c, cell, x, before, after):
    """The activations, by the formulas of PyTorch's documentation; nn's cells do not hand them out."""
    if c["cell"].startswith("rnn-"):
        return [after]
    from_x = x @ cell.weight_ih.T + cell.bias_ih
    from_h = before @ cell.weight_hh.T + cell.bias_hh
    if c["cell"] == "lstm":
        i, f, g, o = (from_x + from_h).chunk(4, 1)
        return [torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)]
    (xr, xz, xn), (hr, hz, hn) = from_x.chunk(3, 1), from_h.chunk(3, 1)
    r = torch.sigmoid(xr + hr)
    return [r, torch.sigmoid(xz + hz), torch.tanh(xn + r * hn)]


def shares(c, gate, values):
    """The shares of values in the lowest and in the highest twentieth of a gate's range."""
    v = torch.stack(values)[:, :ROWS]
    if c["cell"] == "rnn-relu":
        return [float((v == 0).double().mean()), 0.0]
    low, high = (-0.9, 0.9) if gate in ("cell", "new", "activation") else (0.05, 0.95)
    assert min(float((v - bound).abs().min()) for bound in (low, high)) > GAP, (c["name"], gate)
    return [float((v <= low).double().mean()), float((v >= high).double().mean())]


def run(c, values, dtype):
    encoder = torch.from_numpy(values["encoder.weight"]).to(dtype)
    decoder = torch.from_numpy(values["decoder.weight"]).to(dtype)
    bias = torch.from_numpy(values["decoder.bias"]).to(dtype)
    layers = list(cells(c, values, dtype))
    names = GATES.get(c["cell"], ["activation"])
    state = [(torch.zeros(c["batch"], c["hidden"], dtype=dtype),) * 2 for _ in layers]
    answers = []
    for inputs, targets in list(reference.windows(c, range(c["batch"])))[:WINDOWS]:
        state = [(h.detach(), m.detach()) for h, m in state]
        hidden = [[] for _ in layers]
        gates = [[[] for _ in names] for _ in layers]
        loss = 0
        for t in range(c["window"]):
            x = encoder[inputs[t]]
            for layer, cell in enumerate(layers):
                h, m = state[layer]
                after = cell(x, (h, m)) if c["cell"] == "lstm" else (cell(x, h), m)
                after[0].retain_grad()
                hidden[layer].append(after[0])
                for kept, gate in zip(gates[layer], gates_of(c, cell, x, h, after[0])):
                    kept.append(gate.detach())
                state[layer], x = after, after[0]
            loss = loss + nn.functional.cross_entropy(x @ decoder.T + bias, targets[t], reduction="sum")
        (loss / targets.numel()).backward()
        answers.append([dict(
            hiddenNorms=[float(h.detach()[:ROWS].norm(dim=1).mean()) for h in hidden[layer]],
            gradientNorms=[float(h.grad[:ROWS].norm()) for h in hidden[layer]],
            gates=names,
            shares=[shares(c, gate, kept) for gate, kept in zip(names, gates[layer])])
            for layer in range(len(layers))])
    return answers


def distance(a, b):
    return float(np.linalg.norm(np.asarray(a) - np.asarray(b)))


def main():
    torch.set_num_threads(1)
    cases = []
    for c in reference.cases():
        if not c["name"].endswith("-sgd"):
            continue
        c["tokens"] = reference.text()
        values = read(REFERENCE / f"{c['name']}.initial.safetensors")
        exact, rounded = run(c, values, torch.float64), run(c, values, torch.float32)
        for window, (truth, near) in enumerate(zip(exact, rounded)):
            for layer, (ours, theirs) in enumerate(zip(truth, near)):
                assert ours["shares"] == theirs["shares"]
                cases.append(dict(
                    case=c["name"], scale=SCALES[c["cell"]], step=window + 1, layer=f"rnn.l{layer}", **ours,
                    hiddenError=distance(ours["hiddenNorms"], theirs["hiddenNorms"]),
                    gradientError=distance(ours["gradientNorms"], theirs["gradientNorms"])))
                print(c["name"], window + 1, layer, [f"{n:.3g}" for n in ours["gradientNorms"]], ours["shares"])
    lines = ",\n".join("  " + json.dumps(case) for case in cases)
    (FOLDER / "windows.json").write_text("[\n" + lines + "\n]\n")


if __name__ == "__main__":
    main()
