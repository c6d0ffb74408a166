"""Prints what PyTorch's optimizers make of two parameters in three steps, in float64: the table of OptimizerTests.cs.

Run with Debian's python3-torch:  python3 tests/Neural.Tests/Optimizers/make_updates.py
"""

import torch

PARAMETERS = [1.0, -0.5]
GRADIENTS = [[0.5, -0.25], [-1.5, 0.125], [0.75, 2.0]]
RATES = [0.125, 0.125, 0.0625]

CASES = [
    ("sgd", torch.optim.SGD, {}),
    ("sgd, decay", torch.optim.SGD, {"weight_decay": 0.25}),
    ("momentum", torch.optim.SGD, {"momentum": 0.75}),
    ("momentum, decay", torch.optim.SGD, {"momentum": 0.75, "weight_decay": 0.25}),
    ("dampening", torch.optim.SGD, {"momentum": 0.75, "dampening": 0.5}),
    ("nesterov", torch.optim.SGD, {"momentum": 0.75, "nesterov": True}),
    ("nesterov, decay", torch.optim.SGD, {"momentum": 0.75, "nesterov": True, "weight_decay": 0.25}),
    ("adam", torch.optim.Adam, {"betas": (0.75, 0.875), "eps": 0.125}),
    ("adam, decay", torch.optim.Adam, {"betas": (0.75, 0.875), "eps": 0.125, "weight_decay": 0.25}),
    ("adam, defaults", torch.optim.Adam, {}),
    ("adamw", torch.optim.AdamW, {"betas": (0.75, 0.875), "eps": 0.125, "weight_decay": 0.25}),
    ("adamw, defaults", torch.optim.AdamW, {}),
]

for name, kind, options in CASES:
    parameter = torch.nn.Parameter(torch.tensor(PARAMETERS, dtype=torch.float64))
    optimizer = kind([parameter], lr=RATES[0], **options)
    seen = []
    for gradient, rate in zip(GRADIENTS, RATES):
        optimizer.param_groups[0]["lr"] = rate
        parameter.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
        seen += parameter.tolist()
    print(f'        ["{name}"] = [{", ".join(repr(value) for value in seen)}],')
