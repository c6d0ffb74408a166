// Serves the built page and plays a synthetic run by the contract of src/api.ts.
//   node dev/server.mjs [--port 7171] [--steps 4000] [--total 12000] [--token secret] [--frozen]
// --steps says how much has happened already, --frozen that nothing more will. Without --token reading is open and the
// controls ask for the token "secret"; with it reading asks for it too.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { actors, otherRuns, real, series } from "./answers.mjs";
import { facts, iso, SyntheticRun } from "./run.mjs";

export const Policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const Dist = fileURLToPath(new URL("../dist/", import.meta.url));
const Types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const TickMilliseconds = 250;
const StepsPerTick = 3;
const CycleSeconds = 40;

export function start({
  port = 7171,
  steps = 4000,
  total = Math.round(steps * 1.6),
  token = null,
  frozen = false,
} = {}) {
  const play = new Play(new SyntheticRun(steps, total), token, frozen);
  const server = createServer((request, response) => play.answer(request, response));
  const timer = frozen ? null : setInterval(() => play.tick(), TickMilliseconds);
  server.listen(port, "127.0.0.1");
  return { play, close: () => (clearInterval(timer), play.hangUp(), server.close(), server.closeAllConnections()) };
}

class Play {
  constructor(run, token, frozen) {
    this.run = run;
    this.reading = token;
    this.token = token ?? "secret";
    this.sequence = run.step;
    this.ticks = 0;
    this.watchers = new Set();
    if (frozen) {
      run.waiting = { step: run.step + 1, node: "worker-3", shards: [5], seconds: 0.412 };
    }
  }

  status() {
    const { run } = this;
    const c = run.columns;
    const last = c.step.length - 1;
    const validation = run.validations.at(-1);
    const checkpoint = run.checkpoints.at(-1);
    return {
      state: run.step >= run.total ? "completed" : run.state,
      reason: run.state === "paused" ? "An operator paused it." : "",
      step: run.step,
      epoch: Math.floor(run.step / 900),
      percent: (100 * run.step) / run.total,
      secondsLeft: (run.total - run.step) * facts.BaseSeconds,
      tokensPerSecond: facts.TokensPerStep / facts.BaseSeconds,
      goodput: 0.987,
      loss: real(c.loss[last]),
      validationLoss: validation?.loss ?? null,
      perplexity: validation?.perplexity ?? null,
      rate: c.rate[last],
      gradientNorm: c.gradientNorm[last],
      clippedShare: c.isClipped.slice(-100).filter(Boolean).length / 100,
      stateHash: checkpoint?.hash ?? null,
      stateHashStep: checkpoint?.step ?? null,
      digest: "9f0c2a4418be77d2a1c05b6e3d90f4aa",
      waiting: run.waiting,
      reassignedShards: 4,
      speculatedShards: 7,
      stepsLost: 0,
      failures: 1,
      workersUp: run.nodes.filter((node) => node.role === "worker" && node.state === "up").length,
    };
  }

  nodes() {
    const { run } = this;
    return run.nodes.map((node) => ({
      ...node,
      step: node.state === "down" ? null : run.step,
      shards: run.owners.flatMap((owner, shard) => (owner === node.name ? [shard] : [])),
    }));
  }

  plan() {
    return { version: this.run.planVersion, from: 1, owners: this.run.owners };
  }

  snapshot() {
    const { run } = this;
    return {
      sequence: this.sequence,
      at: iso(run.at),
      status: this.status(),
      nodes: this.nodes(),
      plan: this.plan(),
      checkpoints: run.checkpoints,
      amendments: run.amendments,
      samples: run.samples,
      network: run.network.at(-1) ?? null,
      run: {
        name: "shakespeare-lstm",
        id: "b41c07f2",
        task: "language-model",
        model: "LSTM 2 x 256, 65 symbols",
        parameters: 873_025,
        vocabulary: 65,
        shards: facts.Shards,
        steps: run.total,
        stepsPerEpoch: 900,
        tokensPerStep: facts.TokensPerStep,
        clipNorm: facts.ClipNorm,
        firstStep: 0,
        term: 1,
        output: "runs/shakespeare",
        version: "0.1.0",
        startedAt: iso(facts.Start),
        spec: {},
      },
    };
  }

  /** A quarter of a second goes by: steps, and every while a worker that is lost and comes back. */
  tick() {
    const { run } = this;
    const before = {
      events: run.events.length,
      steps: run.columns.step.length,
      validations: run.validations.length,
      samples: run.samples.at(-1)?.step,
      network: run.network.at(-1)?.step,
      plan: run.planVersion,
    };
    run.happenings = null;
    const from = this.sequence;
    const moment = ((this.ticks++ * TickMilliseconds) / 1000) % CycleSeconds;
    this.becomeAt(moment);
    const isHeld = run.state !== "running" || run.step >= run.total || (moment > 8 && moment < 11);
    for (let i = 0; i < (isHeld ? 0 : StepsPerTick); i++) {
      run.step++;
      run.at = run.advanceTo(run.step, run.at);
    }

    const c = run.columns;
    this.sequence++;
    const update = {
      from,
      to: this.sequence,
      at: iso(run.at),
      status: this.status(),
      nodes: this.nodes(),
      steps: Object.fromEntries(Object.entries(c).map(([name, all]) => [name, all.slice(before.steps).map(real)])),
      validations: run.validations.slice(before.validations),
      checkpoints: run.checkpoints,
      newEvents: run.events.slice(before.events),
      newAnatomy: run.anatomy.filter((row) => row.step > run.step - StepsPerTick),
      newSamples: run.samples.filter((sample) => sample.step > (before.samples ?? 0)),
    };
    if (run.planVersion !== before.plan) {
      update.plan = this.plan();
    }

    if (run.network.at(-1)?.step !== before.network) {
      update.network = run.network.at(-1);
    }

    this.send("update", update);
  }

  becomeAt(moment) {
    const { run } = this;
    const become = (state, reason, owner) => {
      const node = run.nodes[2];
      if (node.state !== state) {
        Object.assign(node, { state, reason, since: iso(run.at) });
        run.say("member", state === "down" ? "error" : "info", run.step, run.at, node.name, `${state}: ${reason}`);
        run.owners = run.owners.map((old, i) => (i % 3 === 1 ? owner(i) : old));
        run.planVersion++;
      }
    };
    const away = (i) => (i % 2 === 0 ? "worker-1" : "worker-3");
    const home = () => "worker-2";
    run.waiting =
      moment > 8 && moment < 11
        ? { step: run.step + 1, node: "worker-2", shards: [1, 4, 7, 10], seconds: moment - 8 }
        : null;
    if (moment >= 22 || moment < 8) {
      become("up", "its state has the hash of everybody's.", home);
    } else if (moment >= 20) {
      become("syncing", "it reads the state of the coordinator.", away);
    } else if (moment >= 18) {
      become("joining", "it said hello again.", away);
    } else if (moment >= 10.5) {
      become("down", "nothing heard for 2.5 s.", away);
    } else {
      become("suspected", "nothing heard for 1.2 s.", home);
    }
  }

  send(name, value) {
    const text = `event: ${name}\ndata: ${JSON.stringify(value)}\n\n`;
    for (const watcher of this.watchers) {
      watcher.write(text);
    }
  }

  hangUp() {
    for (const watcher of this.watchers) {
      watcher.destroy();
    }
  }

  async answer(request, response) {
    const url = new URL(request.url, "http://localhost");
    const path = url.pathname.slice(1);
    if (!path.startsWith("api/")) {
      return serve(path, response);
    }

    const isIn = request.headers.cookie?.includes("rnncluster=in") ?? false;
    if (path === "api/session") {
      return this.answerSession(request, response, isIn);
    }

    if (this.reading !== null && !isIn) {
      return refuse(response, 401, "Log in first");
    }

    if (request.method === "POST") {
      const isAllowed = isIn && request.headers["x-rnncluster-csrf"] === "a1b2c3";
      return isAllowed ? this.control(path, await body(request), response) : refuse(response, 403, "Not allowed");
    }

    if (path === "api/stream") {
      response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
      response.write(`event: snapshot\ndata: ${JSON.stringify(this.snapshot())}\n\n`);
      this.watchers.add(response);
      request.on("close", () => this.watchers.delete(response));
      return undefined;
    }

    const answer = this.read(path, url.searchParams);
    return answer === null ? refuse(response, 404, "There is no such thing") : json(response, answer);
  }

  async answerSession(request, response, isIn) {
    if (request.method === "POST" && (await body(request)).token !== this.token) {
      return refuse(response, 401, "That is not the token");
    }

    const mayControl = request.method === "POST" || (request.method === "GET" && isIn);
    if (request.method !== "GET") {
      const age = mayControl ? "" : "; Max-Age=0";
      response.setHeader("Set-Cookie", `rnncluster=in; HttpOnly; SameSite=Strict; Path=/${age}`);
    }

    return json(response, {
      mayRead: mayControl || this.reading === null,
      mayControl,
      csrf: mayControl ? "a1b2c3" : null,
    });
  }

  control(path, value, response) {
    const { run } = this;
    const verify = /^api\/checkpoints\/(\d+)\/verify$/.exec(path);
    if (verify !== null) {
      return json(response, { step: Number(verify[1]), isGood: true, text: "All hashes are as they were written." });
    }

    const action = path.replace("api/control/", "");
    const states = { pause: "paused", resume: "running", stop: "stopped" };
    run.state = states[action] ?? run.state;
    if (action === "checkpoint") {
      run.checkpoint(run.step, run.at);
    } else if (action === "learning-rate") {
      run.rate = value.rate;
    } else if (action === "drain") {
      Object.assign(
        run.nodes.find((node) => node.name === value.node),
        { state: "draining", reason: "An operator asked." },
      );
    }

    run.say("operator", "info", run.step, run.at, value.node ?? null, `operator: ${action}.`);
    return json(response, { isAccepted: true, text: `Done: ${action} at step ${run.step}.` });
  }

  read(path, query) {
    const { run, sequence } = this;
    switch (path) {
      case "api/runs/current":
        return this.snapshot();
      case "api/series":
        return series(run, sequence, query);
      case "api/events": {
        const kinds = query.get("kinds")?.split(",") ?? null;
        const events = run.events.filter(
          (event) =>
            event.number > Number(query.get("after") ?? 0) &&
            (kinds === null || kinds.includes(event.kind)) &&
            (!query.get("node") || event.node === query.get("node")),
        );
        return { sequence, total: events.length, events: events.slice(-Number(query.get("limit") ?? 500)) };
      }
      case "api/anatomy":
        return { sequence, rows: run.anatomy };
      case "api/network":
        return { sequence, history: run.network };
      case "api/actors":
        return actors(this.ticks);
      case "api/runs":
        return { runs: otherRuns(run) };
      case "api/trace":
        return { traceEvents: [] };
      default:
        return path.startsWith("api/runs/") ? series(run, sequence, query, path.charCodeAt(10)) : null;
    }
  }
}

function serve(path, response) {
  const file = normalize(join(Dist, path === "" ? "index.html" : path));
  if (!file.startsWith(Dist) || !existsSync(file) || !statSync(file).isFile()) {
    return refuse(response, 404, "There is no such file");
  }

  response.writeHead(200, {
    "Content-Type": Types[extname(file)] ?? "application/octet-stream",
    "Content-Security-Policy": Policy,
    "X-Content-Type-Options": "nosniff",
  });
  return createReadStream(file).pipe(response);
}

async function body(request) {
  let text = "";
  for await (const part of request) {
    text += part;
  }

  return text === "" ? {} : JSON.parse(text);
}

function json(response, value, status = 200) {
  response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(JSON.stringify(value));
}

function refuse(response, status, title) {
  json(response, { status, title, detail: "" }, status);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      port: { type: "string" },
      steps: { type: "string" },
      total: { type: "string" },
      token: { type: "string" },
      frozen: { type: "boolean" },
    },
  });
  const numbers = Object.fromEntries(
    ["port", "steps", "total"].filter((name) => values[name] !== undefined).map((name) => [name, Number(values[name])]),
  );
  const port = numbers.port ?? 7171;
  start({
    ...numbers,
    port,
    ...(values.token === undefined ? {} : { token: values.token }),
    frozen: values.frozen ?? false,
  });
  console.log(`The synthetic run is on port ${port} of this machine.`);
}
