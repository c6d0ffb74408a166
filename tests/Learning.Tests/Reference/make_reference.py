#!/usr/bin/python3
"""Writes what PyTorch says about 20 training steps, so that our own numbers have an independent judge.

usage: make_reference.py [--only CASE] [--out FOLDER]        README.md beside this file describes the files it writes

Each case is run in float64 (the truth) and in float32 (the yardstick for rounding) from the same initial values, which
are float32 numbers. The cases are small and their sizes are no multiples of any vector width on purpose.
"""
import argparse
import json
import math
import os
import pathlib

for inherited in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(inherited, None)

import numpy as np
import torch
from torch import nn

STEPS = 20
BATCH = 6
WINDOW = 7
VOCABULARY = 17
EMBEDDING = 12
HIDDEN = 20
LAYERS = 2
TOKENS = 365            # 364 = 6 lanes of 60 and 4 to spare; a lane holds 8 windows of 7 and drops the last 4 targets
CELLS = ("lstm", "gru", "rnn-tanh", "rnn-relu")

ADAM = dict(kind="adam", rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8, weightDecay=0.0)
ADAMW = dict(ADAM, kind="adamw", weightDecay=0.01)
MOMENTUM = dict(kind="sgd", rate=0.5, momentum=0.9, weightDecay=0.0)
SGD = dict(kind="sgd", rate=0.5, momentum=0.0, weightDecay=0.0)


def cases():
    """The settings of each case. The bounds make clipping act in at least half of the steps, which is checked."""
    norms = {"lstm": 0.2, "gru": 0.3, "rnn-tanh": 0.5, "rnn-relu": 0.5}
    for cell in CELLS:
        for label, optimizer in (("adam", ADAM), ("adamw", ADAMW), ("sgd", MOMENTUM)):
            bound = 0.12 if (cell, label) == ("lstm", "sgd") else norms[cell]
            yield case(f"{cell}-{label}", cell, optimizer, {"norm": bound})
    yield case("lstm-sequence", "lstm", SGD, {"value": 0.05}, reduction="sequence")
    yield case("lstm-tied", "lstm", ADAM, {"norm": 0.5}, embedding=HIDDEN, tied=True)
    # Not Adam: under it one weight's first gradient, 6.5e-10, lies below epsilon, so that half an ulp in the initial
    # parameters moves the weight by 3e-6 in exact arithmetic, more than all rounding does.
    yield case("gru-onehot", "gru", MOMENTUM, {"norm": 0.2}, embedding=0)


def case(name, cell, optimizer, clip, reduction="target", embedding=EMBEDDING, tied=False):
    return dict(name=name, cell=cell, layers=LAYERS, vocabulary=VOCABULARY, embedding=embedding, hidden=HIDDEN,
                tied=tied, batch=BATCH, window=WINDOW, steps=STEPS, reduction=reduction, optimizer=optimizer, clip=clip)


def text():
    """A text with something to learn: the next token is one of three that depend on the one before."""
    tokens, seed = [3], 12345
    while len(tokens) < TOKENS:
        seed = (1103515245 * seed + 12345) % 2**31
        tokens.append((5 * tokens[-1] + 7 * ((seed >> 16) % 3) + 1) % VOCABULARY)
    return tokens


class Model(nn.Module):
    """Embedding or one-hot input, a stack of recurrent layers, a linear head; under the names that we use too."""

    def __init__(self, c):
        super().__init__()
        self.vocabulary = c["vocabulary"]
        if c["embedding"]:
            self.encoder = nn.Embedding(c["vocabulary"], c["embedding"])
        size = (c["embedding"] or c["vocabulary"], c["hidden"], c["layers"])
        if c["cell"].startswith("rnn-"):
            self.rnn = nn.RNN(*size, nonlinearity=c["cell"][4:])
        else:
            self.rnn = {"lstm": nn.LSTM, "gru": nn.GRU}[c["cell"]](*size)
        self.decoder = nn.Linear(c["hidden"], c["vocabulary"])
        if c["tied"]:
            self.decoder.weight = self.encoder.weight

    def forward(self, tokens, state):
        if hasattr(self, "encoder"):
            x = self.encoder(tokens)
        else:
            x = nn.functional.one_hot(tokens, self.vocabulary).to(self.decoder.bias.dtype)
        y, state = self.rnn(x, state)
        return self.decoder(y), state


def detached(state):
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


def windows(c, order):
    """Inputs and targets (T, B) of the windows of one epoch; `order` says which lane each row of the batch holds."""
    tokens = torch.tensor(c["tokens"])
    length = (len(tokens) - 1) // c["batch"]
    for w in range(length // c["window"]):
        starts = [lane * length + w * c["window"] for lane in order]
        yield (torch.stack([tokens[s:s + c["window"]] for s in starts], 1),
               torch.stack([tokens[s + 1:s + 1 + c["window"]] for s in starts], 1))


def optimizer_of(c, parameters):
    o = c["optimizer"]
    if o["kind"] == "sgd":
        return torch.optim.SGD(parameters, lr=o["rate"], momentum=o["momentum"], weight_decay=o["weightDecay"])
    kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[o["kind"]]
    return kind(parameters, lr=o["rate"], betas=(o["beta1"], o["beta2"]), eps=o["epsilon"],
                weight_decay=o["weightDecay"])


def clip(c, parameters):
    """Clips as the case says; returns the norm before and the share of the gradient's elements that were cut."""
    norm = math.sqrt(sum(float(p.grad.double().square().sum()) for p in parameters))
    if "norm" in c["clip"]:
        nn.utils.clip_grad_norm_(parameters, c["clip"]["norm"])
        return norm, float(norm > c["clip"]["norm"])
    limit = c["clip"]["value"]
    cut = sum(int((p.grad.abs() > limit).sum()) for p in parameters)
    nn.utils.clip_grad_value_(parameters, limit)
    return norm, cut / sum(p.numel() for p in parameters)


def named(model):
    """The parameters, each once: a tied decoder.weight is encoder.weight and has no entry of its own."""
    return {name: p.detach().numpy().copy() for name, p in model.named_parameters()}


def loss_sum(model, inputs, targets, state):
    logits, state = model(inputs, state)
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum")
    return loss, state


def train(c, initial, dtype, order=range(BATCH)):
    """The 20 steps in one precision: losses per target, norms before clipping, shares cut, final parameters."""
    model = load(c, initial, dtype)
    parameters = list(model.parameters())
    optimizer = optimizer_of(c, parameters)
    epoch = list(windows(c, order))
    losses, norms, cuts, state = [], [], [], None
    for step in range(c["steps"]):
        state = None if step % len(epoch) == 0 else detached(state)
        inputs, targets = epoch[step % len(epoch)]
        loss, state = loss_sum(model, inputs, targets, state)
        optimizer.zero_grad()
        (loss / (targets.numel() if c["reduction"] == "target" else c["batch"])).backward()
        norm, cut = clip(c, parameters)
        optimizer.step()
        losses.append(loss.item() / targets.numel())
        norms.append(norm)
        cuts.append(cut)
    return losses, norms, cuts, named(model)


def frozen(c, values):
    """The losses of one epoch in float64 when nothing is updated: they test the forward pass and the carried state."""
    model, state, losses = load(c, values, torch.float64), None, []
    with torch.no_grad():
        for inputs, targets in windows(c, range(c["batch"])):
            loss, state = loss_sum(model, inputs, targets, state)
            losses.append(loss.item() / targets.numel())
    return losses


def load(c, values, dtype):
    model = Model(c).to(dtype)
    with torch.no_grad():
        for name, p in model.named_parameters():
            p.copy_(torch.from_numpy(values[name]))
    return model


def distance(a, b):
    return float(np.linalg.norm(np.asarray(a, np.float64).ravel() - np.asarray(b, np.float64).ravel()))


def float32_errors(c, initial, losses, final):
    """How far float32 PyTorch ends from float64 PyTorch. One run is one sample of rounding, so the runs with the lanes
    in another order (the same mathematics, other sums) are measured too and their largest error is kept beside it."""
    runs = []
    for turn in range(BATCH):
        l32, _, _, f32 = train(c, initial, torch.float32, [(turn + i) % BATCH for i in range(BATCH)])
        runs.append((l32, distance(l32, losses), {name: distance(f32[name], final[name]) for name in final}))
    return dict(losses=runs[0][0], lossError=runs[0][1], parameterErrors=runs[0][2],
                lossErrorLargest=max(run[1] for run in runs),
                parameterErrorsLargest={name: max(run[2][name] for run in runs) for name in final})


def write_safetensors(path, arrays):
    header, offset = {}, 0
    for name, a in arrays.items():
        kind = {np.dtype(np.float32): "F32", np.dtype(np.float64): "F64"}[a.dtype]
        header[name] = {"dtype": kind, "shape": list(a.shape), "data_offsets": [offset, offset + a.nbytes]}
        offset += a.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(len(text).to_bytes(8, "little") + text)
        for a in arrays.values():
            f.write(np.ascontiguousarray(a, a.dtype.newbyteorder("<")).tobytes())


def write_json(path, value):
    """One top-level key a line: a changed number shows up as one changed line in a review."""
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(item)}" for key, item in value.items())
    path.write_text("{\n" + lines + "\n}\n")


def make(c, folder):
    c["tokens"] = text()
    torch.manual_seed(1 + CELLS.index(c["cell"]))
    initial = named(Model(c))
    losses, norms, cuts, final = train(c, initial, torch.float64)
    active = sum(cut > 0 for cut in cuts)
    assert 2 * active >= c["steps"], f"{c['name']}: clipping acted in {active} steps only, norms {norms}"
    report = dict(c, losses=losses, norms=norms, clippedShare=cuts, frozenLosses=frozen(c, initial),
                  frozenFinalLosses=frozen(c, final), float32=float32_errors(c, initial, losses, final),
                  madeBy=f"PyTorch {torch.__version__}")
    report["tokens"] = report.pop("tokens")
    write_json(folder / f"{c['name']}.json", report)
    write_safetensors(folder / f"{c['name']}.initial.safetensors", initial)
    write_safetensors(folder / f"{c['name']}.final.safetensors", final)
    print(f"{c['name']:15s} loss {losses[0]:.4f} -> {losses[-1]:.4f}  norms {min(norms):.3f}..{max(norms):.3f}  "
          f"clipped {active}/{c['steps']}  float32 loss error {report['float32']['lossError']:.1e} (up to "
          f"{report['float32']['lossErrorLargest']:.1e}), largest parameter error "
          f"{max(report['float32']['parameterErrors'].values()):.1e}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--only", help="the name of one case")
    arguments.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent)
    chosen = arguments.parse_args()
    torch.set_num_threads(1)
    chosen.out.mkdir(parents=True, exist_ok=True)
    for c in cases():
        if chosen.only in (None, c["name"]):
            make(c, chosen.out)


if __name__ == "__main__":
    main()
