#!/usr/bin/python3
"""Measures what watching costs: the speed of a run of two worker processes without a dashboard, with one that nobody
looks at, and with watchers on its stream. Prints a Markdown table.

usage: watchers.py [--spec FILE] [--watchers 0 20 50] [--rounds 3] [--steps 400] [--rnncluster PATH] [--out FILE]

The watchers live on the same machine and read their streams without parsing them, so the ratios of speed hold their work as
well; the processor time of the coordinator's process, in which the dashboard and one of the workers live, does not. Ratios are taken inside a round, against the run without a dashboard; the table has their medians. Each
watcher checks that the sequence numbers have no hole that was not announced.
"""
import argparse
import http.client
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from compare import BUILT, commit, machine  # noqa: E402  the sibling script, wherever it is started from

import datetime  # noqa: E402
import os  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
WARM_STEPS = 120
PLACE = re.compile(rb'^data: ?\{"from":(\d+),"to":(\d+)')


class Watcher(threading.Thread):
    """Reads a stream to its end."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self.address = address
        self.updates = self.gaps = self.holes = self.bytes = 0

    def run(self):
        connection = http.client.HTTPConnection(self.address, timeout=60)
        connection.request("GET", "/api/stream")
        answer = connection.getresponse()
        last = None
        while line := answer.readline():
            self.bytes += len(line)
            if line.startswith(b"event: gap") or line.startswith(b"event:gap"):
                self.gaps += 1
                last = None
            place = PLACE.match(line)
            if place:
                begin, end = int(place[1]), int(place[2])
                if last is not None and begin != last:
                    self.holes += 1
                last = end
                self.updates += 1


def resident(process):
    with open(f"/proc/{process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def processor_seconds(process):
    with open(f"/proc/{process.pid}/stat") as stat:
        fields = stat.read().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(options, watchers):
    """Steps per second after the warm-up, with so many watchers; None: without a dashboard."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            options.rnncluster, "train", options.spec, "--workers", "2", "--processes", "--threads", "2", "--json",
            "--steps", str(options.steps), "--out", folder + "/run",
            "--dashboard", "off" if watchers is None else "127.0.0.1:0"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        crowd, seen, memory = [], [], 0
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "dashboard":
                address = event["address"].split("/")[2]
                crowd = [Watcher(address) for _ in range(watchers)]
                for watcher in crowd:
                    watcher.start()
            elif event["event"] == "progress" and event["step"] > WARM_STEPS:
                seen.append((time.monotonic(), event["step"], processor_seconds(process)))
                memory = resident(process)
        process.wait()
        for watcher in crowd:
            watcher.join(10)
        steps = seen[-1][1] - seen[0][1]
        return steps / (seen[-1][0] - seen[0][0]), (seen[-1][2] - seen[0][2]) / steps, memory, crowd


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--spec", default=str(ROOT / "examples" / "shakespeare.yaml"))
    parser.add_argument("--watchers", type=int, nargs="*", default=[0, 20, 50])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--rnncluster", default=str(BUILT))
    parser.add_argument("--out")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    ratios = {count: [] for count in options.watchers}
    costs = {count: [] for count in options.watchers}
    notes = {}
    for _ in range(options.rounds):
        bare, bare_cost, _, _ = measure(options, None)
        for count in options.watchers:
            speed, cost, memory, crowd = measure(options, count)
            ratios[count].append(speed / bare)
            costs[count].append(cost / bare_cost)
            notes[count] = (
                memory // 1024, sum(one.updates for one in crowd), sum(one.gaps for one in crowd),
                sum(one.holes for one in crowd), sum(one.bytes for one in crowd) // 1024)
    lines = [
        f"Measured {datetime.date.today()} by `benchmarks/watchers.py` at commit {commit()}: {machine()}, load {load:.1f} "
        f"before; {options.rounds} rounds of {options.steps} steps, medians with least and most.",
        "",
        "| watchers | speed over no dashboard | processor time a step over no dashboard | memory, MiB | updates read "
        "| gaps announced | holes | KiB read |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for count, values in ratios.items():
        values.sort()
        spent = sorted(costs[count])
        memory, updates, gaps, holes, size = notes[count]
        lines.append(
            f"| {count} | {statistics.median(values):.3f} ({values[0]:.3f}..{values[-1]:.3f}) "
            f"| {statistics.median(spent):.3f} ({spent[0]:.3f}..{spent[-1]:.3f}) | {memory} | {updates} "
            f"| {gaps} | {holes} | {size} |")
    text = "\n".join(lines) + "\n"
    print(text)
    if options.out:
        pathlib.Path(options.out).write_text(text)


if __name__ == "__main__":
    main()
