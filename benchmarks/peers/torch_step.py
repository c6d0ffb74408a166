#!/usr/bin/python3
"""The peer: PyTorch on the training step that `rnncluster bench` measures. README.md beside this file says how and why.

usage: torch_step.py NAME [--threads T] [--processes P] [--seconds S] [--json]    NAME: a row of CONFIGURATIONS, or `list`

With --processes P, P processes share each batch by DistributedDataParallel over gloo, each on a core of its own.
"""
import argparse
import json
import os
import pathlib
import resource
import socket
import statistics
import subprocess
import sys
import time

# cell, vocabulary, embedding, layers, hidden, batch, window, optimizer
CONFIGURATIONS = {
    "char-lstm-256": ("LSTM", 65, 128, 1, 256, 32, 64, "adam"),
    "char-lstm-2x512": ("LSTM", 65, 128, 2, 512, 32, 64, "adam"),
    "char-gru-256": ("GRU", 65, 128, 1, 256, 32, 64, "adam"),
    "char-rnn-256": ("RNN", 65, 128, 1, 256, 32, 64, "adam"),
    "words-small": ("LSTM", 10_000, 200, 2, 200, 20, 20, "sgd"),
    "words-medium": ("LSTM", 10_000, 650, 2, 650, 20, 35, "sgd"),
}

OPENBLAS_OPENMP = pathlib.Path("/usr/lib/x86_64-linux-gnu/openblas-openmp")
WARMUP_STEPS = 6
CHUNKS = 5          # the step time is the median of this many averages, so that one disturbance does not count
WINDOWS = 8         # different windows of random tokens, used in turn


def tuned(threads):
    """The environment in which this PyTorch is fastest; it must be there before the process starts."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("OPENBLAS_", "OMP_", "KMP_", "MKL_"))}
    environment.update(
        OMP_NUM_THREADS=str(threads),
        LD_LIBRARY_PATH=str(OPENBLAS_OPENMP),       # shares one thread pool with PyTorch instead of fighting it
        MALLOC_MMAP_THRESHOLD_=str(1 << 30),        # glibc keeps freed activations: no page faults in each step
        MALLOC_TRIM_THRESHOLD_=str(1 << 32),
        MALLOC_TOP_PAD_=str(1 << 26))
    if "avx512f" in pathlib.Path("/proc/cpuinfo").read_text():
        environment["ATEN_CPU_CAPABILITY"] = "avx512"   # PyTorch stops at AVX2 unless it is told
    return environment


def measure(name, threads, seconds, rank=0, processes=1, port=0):
    import torch
    from torch import nn
    cell, vocabulary, embedding, layers, hidden, batch, window, optimizer_kind = CONFIGURATIONS[name]
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    encoder = nn.Embedding(vocabulary, embedding)
    rnn = getattr(nn, cell)(embedding, hidden, layers)
    decoder = nn.Linear(hidden, vocabulary)
    batch //= processes
    model = nn.ModuleDict(dict(encoder=encoder, rnn=rnn, decoder=decoder))

    def run(inputs, state):
        output, state = rnn(encoder(inputs), state)
        return decoder(output), state

    if processes > 1:
        import torch.distributed as distributed
        distributed.init_process_group(
            "gloo", init_method=f"tcp://127.0.0.1:{port}", rank=rank, world_size=processes)
        model.forward = run
        run = nn.parallel.DistributedDataParallel(model, gradient_as_bucket_view=True)
    parameters = [p for module in (encoder, rnn, decoder) for p in module.parameters()]
    if optimizer_kind == "adam":
        optimizer = torch.optim.Adam(parameters, lr=0.001)
    else:
        optimizer = torch.optim.SGD(parameters, lr=0.1)
    tokens = torch.randint(vocabulary, (WINDOWS, window + 1, batch))

    def step(index, state):
        text = tokens[index % WINDOWS]
        output, state = run(text[:-1], state)
        loss = nn.functional.cross_entropy(output.flatten(0, 1), text[1:].flatten())
        optimizer.zero_grad(set_to_none=processes == 1)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        return tuple(part.detach() for part in state) if cell == "LSTM" else state.detach()

    def average(steps, state):
        start = time.perf_counter()
        for index in range(steps):
            state = step(index, state)
        return (time.perf_counter() - start) / steps, state

    _, state = average(WARMUP_STEPS, None)
    estimate, state = average(3, state)
    steps = max(3, round(seconds / CHUNKS / estimate))
    if processes > 1:
        agreed = torch.tensor([steps])
        distributed.broadcast(agreed, 0)
        steps = int(agreed)
    averages = []
    for _ in range(CHUNKS):
        if processes > 1:
            distributed.barrier()
        taken, state = average(steps, state)
        averages.append(taken)
    taken = statistics.median(averages)
    return dict(name=name, threads=threads, processes=processes, tokensPerSecond=processes * batch * window / taken, stepMilliseconds=1000 * taken,
                residentBytes=1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=[*CONFIGURATIONS, "list"])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=2.5, help="about how long the measured steps take together")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of a sentence")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--rank", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    a = parser.parse_args()
    if a.name == "list":
        print("\n".join(CONFIGURATIONS))
    elif a.child:
        print(json.dumps(measure(a.name, a.threads, a.seconds, a.rank, a.processes, a.port)))
    else:
        if not OPENBLAS_OPENMP.is_dir():
            sys.exit(f"{OPENBLAS_OPENMP} is missing: apt-get install python3-torch python3-numpy libopenblas0-openmp")
        command = [sys.executable, __file__, a.name, "--child", "--threads", str(a.threads),
                   "--seconds", str(a.seconds)]
        environment = tuned(a.threads)
        if a.processes > 1:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            command += ["--processes", str(a.processes), "--port", str(port)]
            environment["GLOO_SOCKET_IFNAME"] = "lo"
        cores = os.cpu_count()
        children = [
            subprocess.Popen(
                command if a.processes == 1 else ["taskset", "-c", str(rank % cores), *command, "--rank", str(rank)],
                env=environment, stdout=subprocess.PIPE, text=True)
            for rank in range(a.processes)]
        outputs = [child.communicate()[0] for child in children]
        if any(child.returncode != 0 for child in children):
            sys.exit(1)
        result = json.loads(outputs[0].splitlines()[-1])
        print(json.dumps(result) if a.json else
              f"{a.name}, {a.threads} thread(s): {result['tokensPerSecond']:,.0f} tokens/s, "
              f"{result['stepMilliseconds']:.2f} ms a step, {result['residentBytes'] / 2**20:.0f} MiB at most")


if __name__ == "__main__":
    main()
