import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnatomyRow, EventView, NetworkView } from "../src/api.ts";
import { joinAnatomy, joinEvents, joinNetwork } from "../src/data/joining.ts";

function event(number: number, text = ""): EventView {
  return { number, at: "", kind: "failure", severity: "info", step: 0, node: null, text, failure: null };
}

test("an event that is told again replaces what was told", () => {
  const joined = joinEvents([event(1, "lost"), event(2)], [event(1, "recovered"), event(3)]);
  assert.deepEqual(
    joined.map((one) => [one.number, one.text]),
    [
      [1, "recovered"],
      [2, ""],
      [3, ""],
    ],
  );
});

test("the anatomy keeps the newest steps of every worker", () => {
  const row = (step: number, node: string) => ({ step, node, shards: 1, phases: {} }) as unknown as AnatomyRow;
  const rows = Array.from({ length: 1000 }, (_, i) => [row(i, "a"), row(i, "b")]).flat();
  const joined = joinAnatomy(rows.slice(0, 1400), rows.slice(1300));
  assert.equal(joined.length, 600);
  assert.deepEqual([joined[0]!.step, joined[599]!.step], [700, 999]);
});

test("the history of the network is thinned and keeps its newest", () => {
  const view = (step: number): NetworkView => ({ step, layers: [], parameters: [] });
  let known = [view(0)];
  for (let step = 1; step < 1000; step++) {
    known = joinNetwork(known, [view(step)]);
    assert.ok(known.length <= 120);
    assert.equal(known[known.length - 1]!.step, step);
  }

  assert.ok(known[0]!.step < 200);
  const joined = joinNetwork(
    known.slice(-100),
    Array.from({ length: 22 }, (_, i) => view(2000 + i)),
  );
  assert.equal(joined[joined.length - 1]!.step, 2021);
});
