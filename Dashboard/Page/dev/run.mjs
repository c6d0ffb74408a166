// A made-up run for looking at the page without a cluster: every figure is a function of the step, so that it is the
// same each time. Three workers, one of them dies and comes back.

const Phases = { data: 0.02, forward: 0.3, backward: 0.42, send: 0.06, wait: 0.1, reduce: 0.04, apply: 0.06 };
const Start = Date.UTC(2026, 0, 14, 2, 40) / 1000;
const Shards = 12;
const TokensPerStep = 6400;
const ClipNorm = 1;
const BaseSeconds = 0.09;

/** A number between 0 and 1 that depends on its arguments only. */
export function noise(a, b = 0) {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x27d4eb2f);
  return ((h ^ (h >>> 13)) >>> 0) / 4294967296;
}

export class SyntheticRun {
  constructor(step, total) {
    this.total = total;
    this.step = step;
    this.rate = null;
    this.state = "running";
    this.columns = { step: [], at: [], loss: [], rate: [], gradientNorm: [], isClipped: [], duration: [] };
    this.validations = [];
    this.events = [];
    this.checkpoints = [];
    this.samples = [];
    this.anatomy = [];
    this.network = [];
    this.amendments = [];
    this.waiting = null;
    this.nodes = ["coordinator", "worker-1", "worker-2", "worker-3", "worker-4"].map((name, i) => this.node(name, i));
    this.owners = Array.from({ length: Shards }, (_, i) => `worker-${1 + (i % 3)}`);
    this.planVersion = 4;
    this.happenings = this.script(step);
    let at = Start;
    for (let s = 1; s <= step; s++) {
      at = this.advanceTo(s, at);
    }

    this.at = at;
  }

  node(name, i) {
    const isCoordinator = i === 0;
    return {
      name,
      role: isCoordinator ? "coordinator" : "worker",
      state: i === 4 ? "down" : "up",
      reason: i === 4 ? "It was drained by an operator and left." : "It answers and holds its shards.",
      since: iso(Start + 40 * i + (i === 2 ? 3000 : 0)),
      incarnation: i === 2 ? 2 : 1,
      host: `node-${i}.example`,
      processId: 4100 + 17 * i,
      cores: 8,
      threads: isCoordinator ? 2 : 8,
      lanes: i === 3 ? "avx2" : "avx512",
      version: "0.1.0",
      residentBytes: i === 4 ? null : 2.1e8 + 3e7 * i,
      heartbeatAge: isCoordinator ? null : 0.04 * i,
      roundTrip: isCoordinator ? null : 0.0004 * i,
      shards: [],
      step: i === 4 ? null : 0,
      stepsBehind: 0,
    };
  }

  /** What happens at which step. */
  script(step) {
    const at = (share) => Math.max(1, Math.round(step * share));
    const died = at(0.4);
    const list = [];
    for (const [i, name] of ["worker-1", "worker-2", "worker-3", "worker-4"].entries()) {
      const from = i === 3 ? at(0.15) : 1;
      list.push([from, "member", "info", name, `joining: ${name} said hello from node-${i + 1}.example.`]);
      list.push([from + 1 + i, "member", "info", name, "syncing: it reads the state of the coordinator."]);
      list.push([from + 6 + i, "member", "info", name, "up: its state has the hash of everybody's."]);
    }

    list.push([at(0.32), "operator", "info", "worker-4", "olga drained worker-4."]);
    list.push([at(0.32), "member", "info", "worker-4", "draining: an operator asked for it."]);
    list.push([at(0.34), "member", "info", "worker-4", "down: it handed over its shards and left."]);
    list.push([died, "member", "warning", "worker-2", "suspected: nothing heard for 1.2 s."]);
    list.push([died, "waiting", "warning", "worker-2", "Step waits for shards 1, 4, 7 and 10 on worker-2."]);
    list.push([died + 1, "member", "error", "worker-2", "down: nothing heard for 2.5 s."]);
    list.push([died + 1, "moved", "info", null, "Shards 1, 4, 7 and 10 moved from worker-2 to worker-1 and worker-3."]);
    list.push([
      died + 1,
      "failure",
      "error",
      "worker-2",
      "worker-2 was lost; the run went on with two workers.",
      { foundAfter: 2.513, recoveredAfter: 0.412, stepsLost: 0, shardsMoved: 4 },
    ]);
    list.push([at(0.46), "member", "info", "worker-2", "joining: worker-2 said hello again, incarnation 2."]);
    list.push([at(0.465), "member", "info", "worker-2", "syncing: it reads the state of the coordinator."]);
    list.push([at(0.48), "member", "info", "worker-2", "up: its state has the hash of everybody's."]);
    list.push([at(0.48), "plan", "info", null, "Plan 4: 12 shards on 3 workers."]);
    list.push([at(0.6), "amendment", "info", null, "From here on the learning rate is 0.0008, said olga."]);
    list.push([at(0.7), "warning", "warning", "worker-3", "worker-3 is 1.4 times slower than the others."]);
    return list.sort((a, b) => a[0] - b[0]);
  }

  lossAt(s) {
    const t = s / this.total;
    return 1.32 + 2.85 * Math.exp(-t * 9) + 0.25 * Math.exp(-t * 2) + (noise(s) - 0.5) * 0.16;
  }

  rateAt(s) {
    const base = this.rate ?? (s > this.step * 0.6 && this.step > 0 ? 0.0008 : 0.002);
    return base * Math.min(1, s / (0.02 * this.total)) * (0.5 + 0.5 * Math.cos((Math.PI * s) / this.total));
  }

  /** Computes step s, which follows on the time of day; returns when it ended. */
  advanceTo(s, before) {
    const slow = noise(s, 5) > 0.997 ? 0.25 : 0;
    const seconds = BaseSeconds * (0.93 + 0.14 * noise(s, 2)) + slow;
    const at = before + seconds;
    const norm = (0.55 + 1.3 * Math.exp((-s / this.total) * 6)) * (0.8 + 0.4 * noise(s, 1)) + (slow > 0 ? 1.5 : 0);
    const c = this.columns;
    c.step.push(s);
    c.at.push(at);
    c.loss.push(s === 333 ? NaN : this.lossAt(s));
    c.rate.push(this.rateAt(s));
    c.gradientNorm.push(norm);
    c.isClipped.push(norm > ClipNorm);
    c.duration.push(seconds);
    while (this.happenings?.[0]?.[0] <= s) {
      const [, kind, severity, node, text, failure] = this.happenings.shift();
      this.say(kind, severity, s, at, node, text, failure);
    }

    this.maybeRare(s, at);
    return at;
  }

  maybeRare(s, at) {
    const every = Math.max(20, Math.round(this.total / 60));
    if (s % every === 0) {
      const loss = 1.36 + 2.7 * Math.exp((-s / this.total) * 9) + 0.3 * (s / this.total) ** 2;
      this.validations.push({ step: s, at, loss, perplexity: Math.exp(loss) });
      this.say("validation", "info", s, at, null, `Validation loss ${loss.toFixed(4)}.`);
    }

    if (s % (every * 3) === 0) {
      this.checkpoint(s, at);
    }

    if (s % (every * 2) === 0) {
      const text =
        "The rain had stopped by the time that the\nlast of them came over the hill, and nobody\nspoke of " +
        ["the harbour", "the winter", "that letter", "her brother"][(s / every) % 4] +
        " again until the spring.";
      this.samples = [...this.samples, { step: s, text, at: iso(at) }].slice(-50);
    }

    if (s % Math.max(10, Math.round(this.total / 100)) === 0) {
      this.network = [...this.network, this.networkAt(s)].slice(-120);
    }

    if (s > this.columns.step.length - 300 && (this.happenings === null || s > this.step - 300)) {
      this.anatomy.push(...this.anatomyAt(s));
      this.anatomy = this.anatomy.slice(-900);
    }
  }

  checkpoint(s, at) {
    const hash = Array.from({ length: 8 }, (_, i) =>
      Math.floor(noise(s, 40 + i) * 2 ** 32)
        .toString(16)
        .padStart(8, "0"),
    );
    this.checkpoints = [
      ...this.checkpoints,
      {
        step: s,
        hash: hash.join(""),
        bytes: 21_480_112,
        snapshotSeconds: 0.004 + 0.002 * noise(s, 3),
        writeSeconds: 0.05 + 0.03 * noise(s, 4),
        flushSeconds: 0.02 + 0.04 * noise(s, 6),
        at: iso(at),
      },
    ].slice(-200);
    this.say("checkpoint", "info", s, at, null, `Checkpoint of step ${s}, 20.5 MiB.`);
  }

  say(kind, severity, step, at, node, text, failure = null) {
    this.events.push({ number: this.events.length + 1, at: iso(at), kind, severity, step, node, text, failure });
  }

  anatomyAt(s) {
    return ["worker-1", "worker-2", "worker-3"].map((node, i) => {
      const slow = (i === 2 ? 1.25 : 1) * (noise(s, 5) > 0.997 && i === 1 ? 3 : 1);
      const phases = Object.fromEntries(
        Object.entries(Phases).map(([name, share], k) => [
          name,
          share * BaseSeconds * (0.85 + 0.3 * noise(s, 60 + 10 * i + k)) * (name === "wait" ? 2.2 - slow : slow),
        ]),
      );
      phases.wait = Math.max(0.001, phases.wait);
      return { step: s, node, shards: 4, phases };
    });
  }

  networkAt(s) {
    const window = Array.from({ length: 64 }, (_, t) => t);
    const fall = 0.02 + 0.1 * Math.exp((-s / this.total) * 4);
    const layers = ["lstm.0", "lstm.1"].map((layer, l) => ({
      layer,
      hiddenNorms: window.map((t) => 3 + l + 1.4 * (1 - Math.exp(-t / 6)) + 0.3 * noise(s + t, 20 + l)),
      gradientNorms: window.map(
        (t) => 0.02 * (l + 1) * Math.exp(-(63 - t) * fall) * (0.7 + 0.6 * noise(s + t, 22 + l)),
      ),
      timeSteps: window.length,
      gates: ["input", "forget", "cell", "output"].map((name, g) => ({
        name,
        lowShare: 0.02 + 0.1 * noise(s, 24 + g + 4 * l),
        highShare: 0.04 + (g === 1 ? 0.4 : 0.08) * noise(s, 34 + g),
      })),
    }));
    const names = [
      "embedding.weight",
      ...["0", "1"].flatMap((l) => ["input", "hidden", "bias"].map((part) => `lstm.${l}.${part}`)),
      "output.weight",
      "output.bias",
    ];
    return {
      step: s,
      layers,
      parameters: names.map((name, i) => ({
        name,
        weights: histogram(0.08 + 0.05 * (s / this.total) + 0.01 * i, s + i),
        gradient: histogram(0.002, s + 50 + i),
      })),
    };
  }
}

function histogram(deviation, seed) {
  const counts = Array.from({ length: 40 }, (_, i) =>
    Math.round(9000 * Math.exp(-(((i - 19.5) / 8) ** 2)) * (0.85 + 0.3 * noise(seed, 100 + i))),
  );
  return { minimum: -4 * deviation, maximum: 4 * deviation, mean: 0.0003, deviation, counts };
}

export function iso(seconds) {
  return new Date(seconds * 1000).toISOString();
}

export const facts = { Start, Shards, TokensPerStep, ClipNorm, BaseSeconds };
