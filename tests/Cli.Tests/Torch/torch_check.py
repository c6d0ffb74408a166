#!/usr/bin/python3
"""PyTorch on the other side of a safetensors file: it writes weights for us to read and reads the weights we wrote.

usage: torch_check.py probe
       torch_check.py export OUT.safetensors --cell lstm --vocabulary V --embedding E --hidden H --layers L --seed S
                      [--tied]                       a random model; --embedding 0 makes its input one-hot
       torch_check.py evaluate WEIGHTS.safetensors TEXT --cell lstm [--vocabulary-from-text WHOLE_TEXT]
                      prints {"loss": nats per target, "targets": characters - 1}, computed in float64 as one stream

Exit codes: 0 done, 2 the arguments or files are wrong, 3 PyTorch is not installed (a test skips itself then).
"""
import argparse
import json
import os
import pathlib
import sys

for inherited in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(inherited, None)

try:
    import numpy as np
    import torch
    from torch import nn
except ImportError as missing:
    print(f"PyTorch is not installed ({missing}): apt-get install python3-torch python3-numpy", file=sys.stderr)
    sys.exit(3)

GATES = {"lstm": 4, "gru": 3, "rnn-tanh": 1, "rnn-relu": 1}
DTYPES = {"F32": "<f4", "F64": "<f8"}
CHUNK = 512         # characters per call: bounds the memory of a long text, the state goes on from call to call


class Model(nn.Module):
    def __init__(self, cell, vocabulary, embedding, hidden, layers, tied):
        super().__init__()
        self.vocabulary = vocabulary
        if embedding:
            self.encoder = nn.Embedding(vocabulary, embedding)
        sizes = (embedding or vocabulary, hidden, layers)
        if cell.startswith("rnn-"):
            self.rnn = nn.RNN(*sizes, nonlinearity=cell[4:])
        else:
            self.rnn = (nn.LSTM if cell == "lstm" else nn.GRU)(*sizes)
        self.decoder = nn.Linear(hidden, vocabulary)
        if tied:
            self.decoder.weight = self.encoder.weight

    def forward(self, tokens, state):
        if hasattr(self, "encoder"):
            x = self.encoder(tokens)
        else:
            x = nn.functional.one_hot(tokens, self.vocabulary).to(self.decoder.bias.dtype)
        y, state = self.rnn(x, state)
        return self.decoder(y), state


def fail(message):
    print(message, file=sys.stderr)
    sys.exit(2)


def read_safetensors(path):
    data = pathlib.Path(path).read_bytes()
    size = int.from_bytes(data[:8], "little")
    body = memoryview(data)[8 + size:]
    arrays = {}
    for name, entry in json.loads(data[8:8 + size]).items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            array = np.frombuffer(body[begin:end], DTYPES[entry["dtype"]])
            arrays[name] = array.reshape(entry["shape"])
    return arrays


def write_safetensors(path, arrays):
    header, offset = {}, 0
    for name, array in arrays.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for array in arrays.values():
            file.write(np.ascontiguousarray(array, "<f4").tobytes())


def export(a):
    if a.tied and a.embedding != a.hidden:
        fail(f"--tied needs --embedding equal to --hidden, not {a.embedding} and {a.hidden}")
    torch.manual_seed(a.seed)
    model = Model(a.cell, a.vocabulary, a.embedding, a.hidden, a.layers, a.tied)
    write_safetensors(a.out, {name: p.detach().numpy() for name, p in model.named_parameters()})


def rebuild(arrays, cell):
    """The model whose tensors these are: every size follows from a shape."""
    needed = ("rnn.weight_ih_l0", "rnn.weight_hh_l0", "decoder.bias")
    absent = [name for name in needed if name not in arrays]
    if absent:
        fail(f"the weights lack {', '.join(absent)}; they have {', '.join(sorted(arrays))}")
    rows, hidden = arrays["rnn.weight_hh_l0"].shape
    if rows != GATES[cell] * hidden:
        fail(f"rnn.weight_hh_l0 is ({rows}, {hidden}): a {cell} has {GATES[cell]} x {hidden} rows")
    layers = sum(name.startswith("rnn.weight_hh_l") for name in arrays)
    embedding = arrays["encoder.weight"].shape[1] if "encoder.weight" in arrays else 0
    tied = "decoder.weight" not in arrays
    model = Model(cell, len(arrays["decoder.bias"]), embedding, hidden, layers, tied).double()
    own = dict(model.named_parameters())
    for name in sorted(set(own) | set(arrays)):
        theirs = arrays[name].shape if name in arrays else "absent"
        ours = tuple(own[name].shape) if name in own else "absent"
        if theirs != ours:
            fail(f"{name} is {theirs} in the file and {ours} in the model")
        with torch.no_grad():
            own[name].copy_(torch.from_numpy(arrays[name].astype(np.float64)))
    return model


def characters(path):
    return pathlib.Path(path).read_bytes().decode("utf-8")


def evaluate(a):
    model, text = rebuild(read_safetensors(a.weights), a.cell), characters(a.text)
    whole = characters(a.vocabulary_from_text) if a.vocabulary_from_text else text
    ids = {character: index for index, character in enumerate(sorted(set(whole)))}
    if len(ids) != model.vocabulary:
        fail(f"the text has {len(ids)} different characters, the weights are for {model.vocabulary}")
    if not set(text) <= set(ids) or len(text) < 2:
        fail(f"{a.text} has fewer than two characters, or some that the vocabulary lacks")
    tokens = torch.tensor([ids[character] for character in text])[:, None]
    total, state, targets = 0.0, None, len(text) - 1
    with torch.no_grad():
        for start in range(0, targets, CHUNK):
            end = min(start + CHUNK, targets)
            logits, state = model(tokens[start:end], state)
            total += nn.functional.cross_entropy(logits[:, 0], tokens[start + 1:end + 1, 0], reduction="sum").item()
    print(json.dumps({"loss": total / targets, "targets": targets}))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("probe")
    writer = commands.add_parser("export")
    writer.add_argument("out")
    for size in ("vocabulary", "embedding", "hidden", "layers", "seed"):
        writer.add_argument(f"--{size}", type=int, required=True)
    writer.add_argument("--tied", action="store_true")
    reader = commands.add_parser("evaluate")
    reader.add_argument("weights")
    reader.add_argument("text")
    reader.add_argument("--vocabulary-from-text")
    for command in (writer, reader):
        command.add_argument("--cell", choices=sorted(GATES), required=True)
    a = parser.parse_args()
    torch.set_num_threads(1)
    if a.command == "probe":
        print(torch.__version__)
    else:
        {"export": export, "evaluate": evaluate}[a.command](a)


if __name__ == "__main__":
    main()
