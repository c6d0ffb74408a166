#!/usr/bin/python3
"""Runs our training step and PyTorch's in turn and prints a Markdown table of the medians of the pairwise ratios.

usage: compare.py [NAME ...] [--threads 1,2] [--rounds 5] [--rnncluster PATH] [--out FILE]

A round measures each name as A B for each number of threads. Ratios are taken inside a round, so that what slows the
machine for a while slows both sides. Without NAME: every configuration that the peer knows.
"""
import argparse
import datetime
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PEER = HERE / "peers" / "torch_step.py"
BUILT = HERE.parent / "Cli" / "bin" / "Release" / "net10.0" / "rnncluster"


def run(command):
    """The JSON object on the last line that a command prints."""
    result = subprocess.run(command, capture_output=True, text=True)
    lines = [line for line in result.stdout.splitlines() if line.startswith("{")]
    if result.returncode != 0 or not lines:
        sys.exit(f"{' '.join(command)} ended with {result.returncode}:\n{result.stdout}{result.stderr}")
    return json.loads(lines[-1])


def goal(name):
    """What one thread is to reach: this many times PyTorch's tokens/s, or this share of the core's measured peak."""
    return (1.4, 0.68) if name.startswith("words-") else (1.5, 0.72)


def machine():
    text = pathlib.Path("/proc/cpuinfo").read_text()
    found = [re.search(rf"^{name}\s*: (.*)$", text, re.MULTILINE) for name in ("model name", "cpu family", "model")]
    model, family, number = (match.group(1) if match else "?" for match in found)
    vectors = "AVX-512" if "avx512f" in text else "AVX2" if "avx2" in text else "no AVX2"
    return f"{model} (family {family}, model {number}), {os.cpu_count()} cores, {vectors}"


def commit():
    result = subprocess.run(["git", "-C", str(HERE), "describe", "--always", "--dirty"], capture_output=True, text=True)
    return result.stdout.strip() or "unknown"


def row(name, threads, pairs, alone):
    """One line of the table; `pairs` are (ours, peer) of each round, `alone` our one-thread runs of the same rounds."""
    ratios = sorted(ours["tokensPerSecond"] / peer["tokensPerSecond"] for ours, peer in pairs)
    ratio = statistics.median(ratios)
    share = statistics.median(ours["peakShare"] for ours, _ in pairs)
    # Both sides do the same operations, so the peer's share of the peak follows from ours and the ratio of a round.
    peer_share = statistics.median(
        ours["peakShare"] * peer["tokensPerSecond"] / ours["tokensPerSecond"] for ours, peer in pairs)
    wanted_ratio, wanted_share = goal(name)
    reached = "-" if threads != 1 else "yes" if ratio >= wanted_ratio or share >= wanted_share else "no"
    scaling = "-"
    if threads != 1 and alone:
        factor = statistics.median(
            ours["tokensPerSecond"] / one["tokensPerSecond"] for (ours, _), one in zip(pairs, alone))
        scaling = f"{factor:.2f}x"

    def middle(side, key):
        return statistics.median(pair[side][key] for pair in pairs)

    return (f"| {name} | {threads} | {middle(0, 'tokensPerSecond'):,.0f} | {middle(1, 'tokensPerSecond'):,.0f} "
            f"| **{ratio:.2f}x** ({ratios[0]:.2f} to {ratios[-1]:.2f}) "
            f"| {middle(0, 'stepMilliseconds'):.2f} | {middle(1, 'stepMilliseconds'):.2f} "
            f"| {100 * share:.0f} % | {100 * peer_share:.0f} % "
            f"| {middle(0, 'residentBytes') / 2**20:.0f} | {middle(1, 'residentBytes') / 2**20:.0f} "
            f"| {scaling} | {reached} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--threads", default="1", help="numbers of threads, separated by commas")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rnncluster", type=pathlib.Path, default=BUILT, help="the built executable")
    parser.add_argument("--out", type=pathlib.Path, help="write the table to this file as well")
    a = parser.parse_args()
    if not a.rnncluster.is_file():
        sys.exit(f"{a.rnncluster} is not there: dotnet build -c Release Cli, or name it with --rnncluster")
    names = a.names or subprocess.run([str(PEER), "list"], capture_output=True, text=True, check=True).stdout.split()
    counts = [int(count) for count in a.threads.split(",")]
    load = os.getloadavg()[0]
    pairs = {(name, threads): [] for name in names for threads in counts}
    for turn in range(a.rounds):
        for name, threads in pairs:
            ours = run([str(a.rnncluster), "bench", name, "--threads", str(threads), "--json"])
            peer = run([str(PEER), name, "--threads", str(threads), "--json"])
            pairs[name, threads].append((ours, peer))
            print(f"round {turn + 1}/{a.rounds} {name} threads {threads}: {ours['tokensPerSecond']:,.0f} and "
                  f"{peer['tokensPerSecond']:,.0f} tokens/s", file=sys.stderr)
    lines = [
        f"Machine: {machine()}; load {load:.1f} at the start. {datetime.date.today()}, commit {commit()}.",
        f"Command: `benchmarks/compare.py {' '.join(a.names)} --threads {a.threads} --rounds {a.rounds}`. "
        "Medians; the ratio is the median of the pairwise ratios (smallest to largest).".replace("  ", " "),
        "",
        "| configuration | threads | tokens/s | PyTorch | ratio | ms a step | PyTorch | share of peak | PyTorch "
        "| resident MiB | PyTorch | over 1 thread | goal |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    for (name, threads), measured in pairs.items():
        alone = [ours for ours, _ in pairs.get((name, 1), [])]
        lines.append(row(name, threads, measured, alone))
    text = "\n".join(lines) + "\n"
    print(text, end="")
    if a.out:
        a.out.parent.mkdir(parents=True, exist_ok=True)
        a.out.write_text(text)


if __name__ == "__main__":
    main()
