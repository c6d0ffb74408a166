import type { NodeState, RunState } from "./api.ts";
import { drawing, element } from "./element.ts";

// A state is a word, a colour and a shape, so that none of the three is needed to tell it.

const Shapes: Record<string, string> = {
  full: "M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1Z",
  half: "M6 1a5 5 0 1 0 0 10ZM6 1.8a4.2 4.2 0 0 1 0 8.4v.8A5 5 0 0 0 6 1Z",
  ring: "M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1Zm0 1.7a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.6Z",
  triangle: "M6 1 11.4 10.8H.6Z",
  drop: "M.6 1.2h10.8L6 11Z",
  cross: "M2.3 1 6 4.7 9.7 1 11 2.3 7.3 6 11 9.7 9.7 11 6 7.3 2.3 11 1 9.7 4.7 6 1 2.3Z",
  bars: "M2 1.2h2.8v9.6H2ZM7.2 1.2H10v9.6H7.2Z",
  square: "M1.5 1.5h9v9h-9Z",
  tick: "m1 6.4 1.5-1.5L4.8 7.2 9.7 2 11.1 3.4 4.8 10.2Z",
};

type Tone = "good" | "warn" | "bad" | "busy" | "";

const NodeMarks: Record<NodeState, [Tone, string]> = {
  joining: ["busy", "ring"],
  syncing: ["busy", "half"],
  up: ["good", "full"],
  draining: ["warn", "drop"],
  suspected: ["warn", "triangle"],
  down: ["bad", "cross"],
};

const RunMarks: Record<RunState, [Tone, string]> = {
  waiting: ["warn", "ring"],
  running: ["good", "full"],
  paused: ["warn", "bars"],
  completed: ["good", "tick"],
  stopped: ["", "square"],
  failed: ["bad", "cross"],
};

/** The colour of a node's state, as a name of tokens.css. */
export const NodeColours: Record<NodeState, string> = {
  joining: "--accent",
  syncing: "--accent",
  up: "--good",
  draining: "--warn",
  suspected: "--warn",
  down: "--bad",
};

export function nodeMark(state: NodeState): HTMLElement {
  return pill(state, ...NodeMarks[state]);
}

export function runMark(state: RunState): HTMLElement {
  return pill(state, ...RunMarks[state]);
}

export function pill(text: string, tone: Tone, shape: string): HTMLElement {
  return element(tone === "" ? "span.pill" : `span.pill.${tone}`, {}, mark(shape), text);
}

export function mark(shape: string): SVGElement {
  return drawing(
    "svg",
    { viewBox: "0 0 12 12", width: 11, height: 11, "aria-hidden": "true" },
    drawing("path", { d: Shapes[shape] ?? Shapes["full"]!, fill: "currentColor" }),
  );
}
