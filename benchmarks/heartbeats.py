#!/usr/bin/python3
"""Measures how long a heartbeat takes at most while a large model trains: on its way to the coordinator and back, beside
gradients, averages and a whole state.

usage: heartbeats.py [--steps 30] [--times 3] [--hidden 1280] [--rnncluster PATH] [--out FILE]

A coordinator that hosts a worker and one worker process train an LSTM of about 20 million parameters with Adam. When a
third of the steps is done, another worker joins, for whom the state is copied and sent. Each worker's `end` line says the
longest way there and back (`heartbeatMaxMilliseconds`); there is one heartbeat every half second. Beside them two bare
processes say a byte to each other as often as the two workers do: how long the machine itself lets a process wait. Ends
with a Markdown table.
"""
import argparse
import datetime
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from compare import BUILT, commit, machine  # noqa: E402  the sibling script, wherever it is started from
import failover  # noqa: E402
from failover import Lines, is_member  # noqa: E402

# A wait here may last as long as the whole run.
failover.PATIENCE = 600
ROOT = pathlib.Path(__file__).resolve().parent.parent
SPEC = """
name: heartbeats
seed: 1
task: language-model
data: {{ text: {text}, tokenizer: character, split: [0.9, 0.05, 0.05] }}
model: {{ embedding: 64, cell: lstm, hidden: {hidden}, layers: 2 }}
training: {{ batch: 32, window: 32, shards: 8, steps: {steps}, clip: {{ norm: 5 }}, optimizer: {{ kind: adam, rate: 0.001 }} }}
validation: {{ every: 1000000 }}
checkpoints: {{ every: 1000000, keep: 1 }}
"""


class Echo(threading.Thread):
    """The longest way of a byte to a process that only answers, and back."""

    def __init__(self):
        super().__init__(daemon=True)
        self.milliseconds = []
        self.ours, theirs = socket.socketpair()
        answer = "import socket, sys; s = socket.socket(fileno=int(sys.argv[1]))\nwhile b := s.recv(1): s.send(b)"
        self.process = subprocess.Popen([sys.executable, "-c", answer, str(theirs.fileno())], pass_fds=[theirs.fileno()])
        theirs.close()
        self.start()

    def run(self):
        while True:
            began = time.perf_counter()
            try:
                self.ours.send(b"x")
                if not self.ours.recv(1):
                    return
            except OSError:
                return
            self.milliseconds.append(1000 * (time.perf_counter() - began))
            time.sleep(0.25)

    def end(self):
        self.ours.shutdown(socket.SHUT_RDWR)
        self.process.wait()
        return max(self.milliseconds)


def join(program, address, name, folder):
    return Lines([
        program, "worker", "--join", address, "--threads", "1", "--name", name, "--cache", f"{folder}/cache", "--json"])


def end_of(process):
    _, index = process.wait(lambda line: line["event"] == "end")
    process.process.wait()
    return process.lines[index - 1][1]


def measure(program, steps, hidden):
    """One run: the first worker's longest heartbeat, the later one's, its transfer, parameters, seconds a step."""
    with tempfile.TemporaryDirectory() as folder:
        text = ROOT / "data" / "tinyshakespeare" / "input.txt"
        spec = pathlib.Path(folder) / "heartbeats.yaml"
        spec.write_text(SPEC.format(text=text, hidden=hidden, steps=steps))
        metrics = pathlib.Path(folder) / "run" / "metrics.jsonl"
        coordinator = Lines([
            program, "coordinator", str(spec), "--listen", "127.0.0.1:0", "--workers", "1", "--min-workers", "2",
            "--threads", "1", "--dashboard", "off", "--out", str(metrics.parent), "--json"])
        _, index = coordinator.wait(lambda line: line["event"] == "listening")
        address = coordinator.lines[index - 1][1]["address"]
        begun = next(line for _, line in coordinator.lines if line["event"] == "begin")
        first = join(program, address, "first", folder)
        began, _ = coordinator.wait(is_member("first", "up"))
        echo = Echo()
        until = time.monotonic() + 600
        while not metrics.exists() or len(metrics.read_text().splitlines()) < steps // 3:
            if time.monotonic() > until or coordinator.process.poll() is not None:
                sys.exit(f"no steps came; the last lines: {coordinator.lines[-5:]}")
            time.sleep(0.05)
        later = join(program, address, "later", folder)
        asked, _ = coordinator.wait(is_member("later", "syncing"))
        loaded, _ = coordinator.wait(is_member("later", "up"))
        ended, _ = coordinator.wait(lambda line: line["event"] == "end")
        results = [end_of(process)["heartbeatMaxMilliseconds"] for process in (first, later)]
        coordinator.process.wait()
        bare = echo.end()
    return {
        "first": results[0], "later": results[1], "join": loaded - asked, "parameters": begun["parameters"],
        "step": (ended - began) / steps, "bare": bare}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--hidden", type=int, default=1280)
    parser.add_argument("--rnncluster", default=str(BUILT))
    parser.add_argument("--out")
    options = parser.parse_args()
    load = pathlib.Path("/proc/loadavg").read_text().split()[0]
    runs = [measure(options.rnncluster, options.steps, options.hidden) for _ in range(options.times)]
    longest = max(max(run["first"], run["later"]) for run in runs)
    text = "\n".join([
        f"Measured {datetime.date.today()} by `benchmarks/heartbeats.py --steps {options.steps} --times {options.times} "
        f"--hidden {options.hidden}` at commit {commit()}: {machine()}, load {load} before; "
        f"{runs[0]['parameters']:,} parameters.",
        "",
        "| run | longest heartbeat of the worker that is there, ms | of the one that joins, ms "
        "| of two bare processes, ms | from the request for the state until it is there, s | a step, s |",
        "|--:|--:|--:|--:|--:|--:|",
        *(f"| {number + 1} | {run['first']:.1f} | {run['later']:.1f} | {run['bare']:.1f} | {run['join']:.2f} "
          f"| {run['step']:.2f} |"
          for number, run in enumerate(runs)),
        "",
        f"The longest of all took {longest:.1f} ms.",
    ]) + "\n"
    print(text)
    if options.out:
        pathlib.Path(options.out).write_text(text)


if __name__ == "__main__":
    main()
