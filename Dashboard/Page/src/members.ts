import type { EventView, NodeState, NodeView } from "./api.ts";

/** A part of a node's life, in seconds since 1970. */
export interface Stretch {
  state: NodeState;
  from: number;
  to: number;
  reason: string;
}

const States: readonly NodeState[] = ["joining", "syncing", "up", "draining", "suspected", "down"];

/** The state that an event of kind "member" is about: the first of the six words before the colon of its text. */
export function stateIn(text: string): NodeState | null {
  const words = text
    .toLowerCase()
    .split(":")[0]!
    .split(/[^a-z]+/);
  return words.map((word) => States.find((state) => state === word)).find((state) => state !== undefined) ?? null;
}

/** What each node was when; the last stretch lasts until now and says what the node itself says. */
export function lives(nodes: readonly NodeView[], events: readonly EventView[], now: number): Map<string, Stretch[]> {
  const all = new Map<string, Stretch[]>(nodes.map((node) => [node.name, []]));
  for (const event of events) {
    const state =
      event.kind === "member" && event.node !== null ? stateIn(event.text.replaceAll(event.node, "")) : null;
    const lane = all.get(event.node ?? "");
    if (state !== null && lane !== undefined) {
      begin(lane, state, Date.parse(event.at) / 1000, event.text);
    }
  }

  for (const node of nodes) {
    const lane = all.get(node.name)!;
    if (lane[lane.length - 1]?.state !== node.state) {
      begin(lane, node.state, Date.parse(node.since) / 1000, node.reason);
    }

    lane[lane.length - 1]!.to = Math.max(now, lane[lane.length - 1]!.from);
  }

  return all;
}

function begin(lane: Stretch[], state: NodeState, from: number, reason: string): void {
  const last = lane[lane.length - 1];
  if (last !== undefined) {
    last.to = Math.max(from, last.from);
  }

  lane.push({ state, from, to: from, reason });
}
