#!/usr/bin/python3
"""Measures what a cluster costs and gains, in turn with PyTorch's DistributedDataParallel, and prints a Markdown table.

usage: compare_cluster.py [NAME ...] [--rounds 5] [--seconds 2.5] [--rnncluster PATH] [--out FILE]

A round measures for each name: one worker in this process against the bare step loop; two workers as processes of one
thread, one of them in the coordinator's process, against the bare loop of one thread; the same batch on two processes of
PyTorch over gloo. Ratios are taken inside a round; the table has their medians. Without NAME: every configuration.
"""
import argparse
import pathlib
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from compare import BUILT, PEER, commit, machine, run  # noqa: E402  the sibling script, wherever it is started from

import datetime  # noqa: E402
import os  # noqa: E402
import subprocess  # noqa: E402


def median(values, form):
    values = sorted(values)
    return f"{statistics.median(values):{form}} ({values[0]:{form}}..{values[-1]:{form}})"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.5)
    parser.add_argument("--rnncluster", default=str(BUILT))
    parser.add_argument("--out")
    options = parser.parse_args()
    names = options.names or subprocess.run(
        [str(PEER), "list"], capture_output=True, text=True).stdout.split()
    load = os.getloadavg()[0]
    bench = [options.rnncluster, "bench"]
    each = ["--json", "--rounds", "1", "--seconds", str(options.seconds)]
    found = {name: [] for name in names}
    for _ in range(options.rounds):
        for name in names:
            found[name].append((
                run([*bench, name, "--workers", "1", "--threads", "1", *each]),
                run([*bench, name, "--workers", "2", "--processes", "--threads", "2", *each]),
                run([str(PEER), name, "--processes", "2", "--json",
                     "--seconds", str(options.seconds)])))
    lines = [
        f"Measured {datetime.date.today()} by `benchmarks/compare_cluster.py` at commit {commit()}: {machine()}, load "
        f"{load:.1f} before; {options.rounds} rounds, medians with least and most.",
        "",
        "| configuration | one worker over the bare loop | two processes over one bare loop | efficiency "
        "| tokens/s of two | over PyTorch DDP |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, rounds in found.items():
        lines.append(
            f"| {name} | {median([one['ratio'] for one, _, _ in rounds], '.3f')} "
            f"| {median([two['ratio'] for _, two, _ in rounds], '.2f')} "
            f"| {statistics.median(two['efficiency'] for _, two, _ in rounds):.0%} "
            f"| {statistics.median(two['tokensPerSecond'] for _, two, _ in rounds):,.0f} "
            f"| {median([two['tokensPerSecond'] / ddp['tokensPerSecond'] for _, two, ddp in rounds], '.2f')} |")
    text = "\n".join(lines) + "\n"
    print(text)
    if options.out:
        pathlib.Path(options.out).write_text(text)


if __name__ == "__main__":
    main()
