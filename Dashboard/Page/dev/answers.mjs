// The longer answers of the synthetic run.
import { facts, iso } from "./run.mjs";

export function series(run, sequence, query, shift = 0) {
  const from = Number(query.get("from") ?? 0);
  const to = Number(query.get("to") ?? run.step);
  const points = Number(query.get("points") ?? 1000);
  const c = run.columns;
  const columns = {
    loss: shift === 0 ? c.loss : c.loss.map((loss) => loss * (1 + (shift % 7) / 30)),
    rate: c.rate,
    gradientNorm: c.gradientNorm,
    duration: c.duration,
    gradientNormClipped: c.gradientNorm.map((norm) => Math.min(norm, facts.ClipNorm)),
    tokensPerSecond: c.duration.map((seconds) => facts.TokensPerStep / seconds),
    clippedShare: shares(c.isClipped),
  };
  const answer = {};
  for (const name of query.get("names").split(",")) {
    if (name === "validationLoss") {
      const rows = run.validations.filter((row) => row.step >= from && row.step <= to);
      const losses = rows.map((row) => row.loss * (1 + (shift % 7) / 30));
      answer[name] = {
        step: rows.map((row) => row.step),
        at: rows.map((row) => row.at),
        mean: losses,
        min: losses,
        max: losses,
      };
    } else if (columns[name] !== undefined) {
      answer[name] = thin(c, columns[name], Math.max(1, from), Math.min(run.step, to), points);
    }
  }

  return { sequence, from, to: Math.min(run.step, to), series: answer };
}

function thin(c, values, from, to, points) {
  const stride = Math.max(1, Math.ceil((to - from + 1) / points));
  const out = { step: [], at: [], mean: [], min: [], max: [] };
  for (let s = from; s <= to; s += stride) {
    const part = values.slice(s - 1, Math.min(to, s - 1 + stride));
    const finite = part.filter(Number.isFinite);
    out.step.push(s);
    out.at.push(c.at[s - 1]);
    out.mean.push(real(part.reduce((sum, value) => sum + value, 0) / part.length));
    out.min.push(finite.length === 0 ? null : Math.min(...finite));
    out.max.push(finite.length === 0 ? null : Math.max(...finite));
  }

  return out;
}

function shares(flags) {
  let sum = 0;
  return flags.map((flag, i) => {
    sum += (flag ? 1 : 0) - (i >= 100 && flags[i - 100] ? 1 : 0);
    return sum / Math.min(100, i + 1);
  });
}

export function actors(ticks) {
  const row = (path, type, rate, mailbox = 0, restarts = 0) => ({
    path,
    parent: path.lastIndexOf("/") <= 0 ? null : path.slice(0, path.lastIndexOf("/")),
    type,
    dispatcher: "pool",
    mailbox,
    mailboxMax: 1024,
    messages: Math.round(rate * (5000 + ticks / 4)),
    messagesPerSecond: rate,
    p50: 2.4e-5,
    p99: 1.9e-4,
    max: 0.0042,
    restarts,
  });
  return {
    deadLetters: 3,
    actors: [
      row("/user", "Guardian", 0),
      row("/user/coordinator", "CoordinatorActor", 182.4, 2),
      row("/user/coordinator/replica", "ReplicaActor", 44.1, 1),
      row("/user/coordinator/checkpoints", "CheckpointActor", 0.02),
      row("/user/dashboard", "DashboardActor", 96.3),
      row("/user/transport", "TransportActor", 310.7, 4),
      row("/user/transport/worker-1", "ConnectionActor", 103.2),
      row("/user/transport/worker-2", "ConnectionActor", 99.8, 0, 1),
      row("/user/transport/worker-3", "ConnectionActor", 104.9),
    ],
  };
}

export function otherRuns(run) {
  const row = (key, name, factor, differences, isCurrent = false) => ({
    key,
    name,
    id: `${key}41c07`,
    isCurrent,
    step: isCurrent ? run.step : run.total,
    trainLoss: run.lossAt(run.step) * factor,
    validationLoss: 1.41 * factor,
    stateHash: "5e884898da28047151d0e56f8dc62927",
    modifiedAt: iso(run.at - 9000),
    differences,
  });
  const difference = (path, value, ours) => ({ path, value, ours });
  return [
    row("a", "shakespeare-lstm", 1, [], true),
    row("b", "shakespeare-gru", 1.06, [difference("model.cell", "gru", "lstm")]),
    row("c", "shakespeare-small", 1.13, [
      difference("model.hidden", "128", "256"),
      difference("model.layers", "1", "2"),
    ]),
    {
      ...row("d", "shakespeare-hot", 1, [difference("optimizer.rate", "0.05", "0.002")]),
      trainLoss: "NaN",
      validationLoss: "NaN",
    },
  ];
}

export function real(value) {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
