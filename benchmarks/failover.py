#!/usr/bin/python3
"""Measures on one machine, with processes that are really killed and started, what a change of workers costs:

- from SIGKILL of a worker to the next applied update (a line in metrics.jsonl),
- from the start of a worker's process, and from its first word, to the first update that it contributed to.

usage: failover.py [--times 20] [--rnncluster PATH] [--out FILE]

A coordinator that hosts a worker trains examples/shakespeare.yaml; workers come and go until enough was measured.
Ends with a Markdown table of medians.
"""
import argparse
import datetime
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
BUILT = HERE.parent / "Cli" / "bin" / "Release" / "net10.0" / "rnncluster"
SPEC = HERE.parent / "examples" / "shakespeare.yaml"
PATIENCE = 60


class Lines:
    """The JSON lines of a process, each with the time it was read at."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.lines = []
        self.changed = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append((time.perf_counter(), json.loads(line)))
                self.changed.notify_all()

    def wait(self, what, first=0):
        """The time and the index behind the first line from `first` on for which `what` holds."""
        end = time.monotonic() + PATIENCE
        with self.changed:
            index = first
            while True:
                while index < len(self.lines):
                    if what(self.lines[index][1]):
                        return self.lines[index][0], index + 1
                    index += 1
                if not self.changed.wait(end - time.monotonic()):
                    sys.exit(f"waited in vain; the last lines: {self.lines[-5:]}")


def next_update(metrics):
    """Waits until a line is added to the metrics: an update was applied."""
    size = metrics.stat().st_size
    end = time.monotonic() + PATIENCE
    while metrics.stat().st_size == size:
        if time.monotonic() > end:
            sys.exit("no update came")
        time.sleep(0.0005)
    return time.perf_counter()


def is_member(name, state):
    return lambda line: line["event"] == "member" and line["node"] == name and line["state"] == state


def measure(program, times):
    deaths, joins, starts = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "run"
        coordinator = Lines([
            program, "coordinator", str(SPEC), "--listen", "127.0.0.1:0", "--workers", "1", "--threads", "1",
            "--steps", "1000000", "--out", str(out), "--json"])
        _, index = coordinator.wait(lambda line: line["event"] == "listening")
        address = coordinator.lines[index - 1][1]["address"]
        for number in range(times + 1):
            name = f"worker-{number}"
            started = time.perf_counter()
            worker = subprocess.Popen(
                [program, "worker", "--join", address, "--threads", "1", "--name", name, "--cache", f"{folder}/cache"],
                stdout=subprocess.DEVNULL)
            said, index = coordinator.wait(is_member(name, "joining"), index)
            planned, index = coordinator.wait(
                lambda line: line["event"] == "plan" and name in line["shards"], index)
            contributed = next_update(out / "metrics.jsonl")
            for _ in range(10):
                next_update(out / "metrics.jsonl")
            killed = time.perf_counter()
            os.kill(worker.pid, signal.SIGKILL)
            updated = next_update(out / "metrics.jsonl")
            worker.wait()
            _, index = coordinator.wait(is_member(name, "down"), index)
            for _ in range(5):
                next_update(out / "metrics.jsonl")
            if number > 0:
                # The first one finds the coordinator's code cold.
                deaths.append(updated - killed)
                joins.append(contributed - said)
                starts.append(contributed - started)
        before = time.perf_counter()
        for _ in range(20):
            next_update(out / "metrics.jsonl")
        step = (time.perf_counter() - before) / 20
        coordinator.process.send_signal(signal.SIGTERM)
        _, index = coordinator.wait(lambda line: line["event"] == "end")
        end = coordinator.lines[index - 1][1]
        coordinator.process.wait()
    return deaths, joins, starts, step, end


def row(label, values):
    values = sorted(values)
    return (f"| {label} | {1000 * statistics.median(values):.0f} | {1000 * values[0]:.0f} "
            f"| {1000 * values[-1]:.0f} | {len(values)} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--rnncluster", default=str(BUILT))
    parser.add_argument("--out")
    options = parser.parse_args()
    deaths, joins, starts, step, end = measure(options.rnncluster, options.times)
    text = "\n".join([
        f"Measured {datetime.date.today()} by `benchmarks/failover.py` on {os.cpu_count()} cores; a step with the hosted "
        f"worker alone takes {1000 * step:.0f} ms; steps lost: {end['stepsLost']}, shards reassigned: "
        f"{end['reassignedShards']}.",
        "",
        "| milliseconds | median | least | most | times |",
        "|---|--:|--:|--:|--:|",
        row("SIGKILL of one of two workers to the next applied update", deaths),
        row("a worker's first word to the first update that it contributed to", joins),
        row("start of its process to that update", starts),
    ]) + "\n"
    print(text)
    if options.out:
        pathlib.Path(options.out).write_text(text)


if __name__ == "__main__":
    main()
