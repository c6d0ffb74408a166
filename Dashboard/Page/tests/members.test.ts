import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventView, NodeState, NodeView } from "../src/api.ts";
import { lives, stateIn } from "../src/members.ts";

function event(second: number, node: string, text: string): EventView {
  const at = new Date(second * 1000).toISOString();
  return { number: second, at, kind: "member", severity: "info", step: 0, node, text, failure: null };
}

function node(name: string, state: NodeState, since: number): NodeView {
  return {
    name,
    state,
    since: new Date(since * 1000).toISOString(),
    role: "worker",
    reason: "It says so.",
    incarnation: 1,
    joinedAt: "2026-01-01T00:00:00Z",
    host: "",
    processId: 1,
    cores: 1,
    threads: 1,
    lanes: "avx2",
    version: "",
    residentBytes: null,
    heartbeatAge: null,
    roundTrip: null,
    shards: [],
    step: null,
    stepsBehind: 0,
  };
}

test("the first state before the colon is what a text is about", () => {
  assert.equal(stateIn("worker-1 is down: it was draining."), "down");
  assert.equal(stateIn("UP again"), "up");
  assert.equal(stateIn("It is taken in: process 5 on up.example"), null);
  assert.equal(stateIn("It went downhill, an update came."), null);
});

test("a node's name is not taken for its state", () => {
  const lane = lives([node("up-1", "down", 50)], [event(50, "up-1", "up-1 is down: silent")], 60).get("up-1")!;
  assert.deepEqual(
    lane.map((one) => one.state),
    ["down"],
  );
});

test("each stretch ends where the next begins and the last one now", () => {
  const events = [event(10, "a", "joining: hello"), event(12, "a", "up: ready"), event(50, "a", "down: silent")];
  const lane = lives([node("a", "down", 50)], events, 60).get("a")!;
  assert.deepEqual(
    lane.map((one) => [one.state, one.from, one.to]),
    [
      ["joining", 10, 12],
      ["up", 12, 50],
      ["down", 50, 60],
    ],
  );
});

test("a node whose events are forgotten is shown by what it says itself", () => {
  const lane = lives([node("a", "up", 30)], [], 60).get("a")!;
  assert.deepEqual(
    lane.map((one) => [one.state, one.from, one.to]),
    [["up", 30, 60]],
  );
});
