// What the dashboard's JSON API says, as docs/dashboard.md describes it: the same that /api/openapi.json describes.
// Times of day are ISO 8601 in UTC, durations are seconds, sizes are bytes. A number that is not known is null; a
// number that is not finite is the text "NaN", "Infinity" or "-Infinity".

export type Real = number | "NaN" | "Infinity" | "-Infinity";

/** What a run is: nothing of it changes while it lasts. */
export interface RunDescription {
  name: string;
  id: string;
  task: string; // "language-model"
  model: string; // one line for people: "LSTM 2 x 256, 65 symbols"
  parameters: number;
  vocabulary: number;
  shards: number;
  steps: number; // the step at which it ends
  stepsPerEpoch: number;
  tokensPerStep: number;
  clipNorm: number | null; // gradients above this norm are clipped
  validationEvery: number | null; // steps between two; 0: the last step alone, null: none
  firstStep: number; // where this execution began
  term: number;
  output: string;
  version: string;
  startedAt: string;
  spec: unknown; // the canonical spec
}

export type RunState = "waiting" | "running" | "paused" | "completed" | "stopped" | "failed";

/** Where it stands. */
export interface RunStatus {
  state: RunState;
  reason: string; // one sentence for people; empty while it runs
  step: number;
  epoch: number;
  percent: number;
  secondsLeft: number | null;
  tokensPerSecond: number | null; // over the last minute, pauses included
  goodput: number | null; // share of shards computed that counted: 1 when nothing was computed twice or lost
  loss: Real | null; // of the last step
  validationLoss: Real | null;
  perplexity: Real | null; // of the last validation
  rate: number | null;
  gradientNorm: number | null; // before clipping
  clippedShare: number | null; // of the last 100 steps
  stateHash: string | null; // of the newest checkpoint
  stateHashStep: number | null;
  digest: string | null; // chained digest of the last step, 32 hexadecimal digits
  waiting: Waiting | null;
  reassignedShards: number;
  speculatedShards: number;
  stepsLost: number;
  failures: number;
  workersUp: number;
}

/** What the open step waits for, when it takes longer than usual. */
export interface Waiting {
  step: number;
  node: string;
  shards: number[];
  seconds: number;
}

export type NodeState = "joining" | "syncing" | "up" | "draining" | "suspected" | "down";

export interface NodeView {
  name: string;
  role: "coordinator" | "worker" | "coordinator+worker";
  state: NodeState;
  reason: string;
  since: string; // of the state
  incarnation: number; // tells the starts of a name apart; random
  joinedAt: string; // when the run first heard of this start
  host: string;
  processId: number;
  cores: number;
  threads: number;
  lanes: string; // "avx512", "avx2", "vector128", "scalar"
  version: string;
  residentBytes: number | null;
  heartbeatAge: number | null; // null: lives in the coordinator's process
  roundTrip: number | null;
  shards: number[];
  step: number | null;
  stepsBehind: number;
}

export interface Plan {
  version: number;
  from: number;
  owners: (string | null)[]; // by shard: who holds it
}

export interface CheckpointView {
  step: number;
  hash: string;
  bytes: number;
  snapshotSeconds: number;
  writeSeconds: number;
  flushSeconds: number;
  at: string;
}

export interface Amendment {
  index: number;
  from: number;
  rate: number;
}

export interface SampleView {
  step: number;
  text: string;
  at: string;
}

/** GET /api/runs/current, and the event "snapshot" of /api/stream. */
export interface Snapshot {
  sequence: number;
  at: string;
  run: RunDescription;
  status: RunStatus;
  nodes: NodeView[]; // in the order of their names; those that are down stay for the run
  plan: Plan | null;
  checkpoints: CheckpointView[]; // oldest first, at most 200
  amendments: Amendment[];
  samples: SampleView[]; // oldest first, at most 50
  network: NetworkView | null;
}

/** Columns of the same length, one row a step. */
export interface StepColumns {
  step: number[];
  at: number[]; // seconds since 1970, UTC
  loss: (Real | null)[];
  rate: (number | null)[];
  gradientNorm: (number | null)[];
  isClipped: boolean[];
  duration: number[]; // seconds from update to update
}

/** A curve, thinned: each row stands for the steps from `step` to the next row's. */
export interface Series {
  step: number[];
  at: number[];
  mean: (Real | null)[];
  min: (Real | null)[];
  max: (Real | null)[];
}

export type SeriesName =
  | "loss"
  | "validationLoss"
  | "rate"
  | "gradientNorm"
  | "gradientNormClipped"
  | "clippedShare"
  | "duration"
  | "tokensPerSecond";

/** GET /api/series?names=loss,rate&from=0&to=1000&points=1500 */
export interface SeriesAnswer {
  sequence: number;
  from: number;
  to: number;
  series: Partial<Record<SeriesName, Series>>;
}

export type EventKind =
  | "member"
  | "plan"
  | "moved"
  | "damage"
  | "waiting"
  | "paused"
  | "amendment"
  | "warning"
  | "validation"
  | "checkpoint"
  | "operator"
  | "failure"
  | "stopped";

export interface EventView {
  number: number; // counts up from 1 over the whole run
  at: string;
  kind: EventKind;
  severity: "info" | "warning" | "error";
  step: number;
  node: string | null;
  text: string;
  failure: FailureView | null; // of kind "failure"
}

export interface FailureView {
  foundAfter: number; // from the last sign of life
  recoveredAfter: number | null; // from there to the next update; null while there was none
  stepsLost: number;
  shardsMoved: number;
}

/** GET /api/events?after=0&kinds=member,failure&node=worker-1&limit=500 : newest last */
export interface EventsAnswer {
  sequence: number;
  total: number;
  events: EventView[];
}

export type PhaseName = "data" | "forward" | "backward" | "send" | "wait" | "reduce" | "apply";

/** One worker in one step; seconds. */
export interface AnatomyRow {
  step: number;
  node: string;
  shards: number;
  phases: Record<PhaseName, number>;
}

/** GET /api/anatomy?steps=300 : the newest steps, ascending */
export interface AnatomyAnswer {
  sequence: number;
  rows: AnatomyRow[];
}

export interface LayerSample {
  layer: string;
  hiddenNorms: number[]; // by t; of a long window at equal distances: point i of n is time step i (T - 1) / (n - 1)
  gradientNorms: number[]; // at the same t
  timeSteps: number; // T; 0 in a history that an earlier version wrote: every t is there
  gates: { name: string; lowShare: number; highShare: number }[];
}

export interface HistogramView {
  minimum: number;
  maximum: number;
  mean: number;
  deviation: number;
  counts: number[];
}

export interface ParameterSample {
  name: string;
  weights: HistogramView;
  gradient: HistogramView;
}

export interface NetworkView {
  step: number;
  layers: LayerSample[];
  parameters: ParameterSample[];
}

/** GET /api/network : oldest first, at most 120, thinned over the whole run */
export interface NetworkAnswer {
  sequence: number;
  history: NetworkView[];
}

export interface ActorView {
  path: string;
  parent: string | null;
  type: string;
  dispatcher: string;
  mailbox: number;
  mailboxMax: number;
  messages: number;
  messagesPerSecond: number;
  p50: number; // seconds to process a message
  p99: number;
  max: number;
  restarts: number;
}

/** GET /api/actors */
export interface ActorsAnswer {
  deadLetters: number;
  actors: ActorView[];
}

/** One row of GET /api/runs: the runs beside this one in the output's parent folder, this one among them. */
export interface RunSummary {
  key: string; // names it in /api/runs/{key}/series
  name: string;
  id: string;
  isCurrent: boolean;
  step: number;
  trainLoss: Real | null;
  validationLoss: Real | null;
  stateHash: string | null;
  modifiedAt: string;
  differences: { path: string; value: string; ours: string }[]; // of its spec against the current run's
}

export interface RunsAnswer {
  runs: RunSummary[];
}

/** The event "update" of /api/stream. A part that is missing did not change; lists named `new...` are appended. */
export interface Update {
  from: number; // the sequence that it follows: if the page is not there, it missed something and asks anew
  to: number;
  at: string;
  status: RunStatus;
  steps?: StepColumns;
  validations?: { step: number; at: number; loss: Real; perplexity: Real }[];
  nodes?: NodeView[];
  plan?: Plan;
  checkpoints?: CheckpointView[];
  amendments?: Amendment[];
  newEvents?: EventView[];
  newAnatomy?: AnatomyRow[];
  newSamples?: SampleView[];
  network?: NetworkView;
}

/** The event "gap" of /api/stream: a snapshot follows, and the page asks for its curves anew. */
export interface Gap {
  missed: number;
}

/** GET /api/session */
export interface Session {
  mayRead: boolean;
  mayControl: boolean;
  csrf: string | null; // goes into the header X-RnnCluster-Csrf of every POST and DELETE
}

/** POST /api/session */
export interface LogIn {
  token: string;
}

/** What each POST /api/control/... answers; 409 with the same body if it was refused. */
export interface ControlAnswer {
  isAccepted: boolean;
  text: string;
}

// POST /api/control/pause, /resume, /checkpoint, /stop          no body
// POST /api/control/drain                                        DrainBody
// POST /api/control/learning-rate                                LearningRateBody
export interface DrainBody {
  node: string;
}

export interface LearningRateBody {
  rate: number;
  from: number | null; // null: as early as possible
}

/** POST /api/checkpoints/{step}/verify: reads it back and compares its hashes. */
export interface VerifyAnswer {
  step: number;
  isGood: boolean;
  text: string;
}

/** Every answer that is not 2xx (but for a control's 409). */
export interface Problem {
  status: number;
  title: string;
  detail: string;
}

// GET /api/trace?steps=100   Chrome trace-event JSON, as a download
// GET /api/openapi.json      this, as OpenAPI 3.1
// GET /metrics /healthz /readyz
