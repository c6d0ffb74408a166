import assert from "node:assert/strict";
import { test } from "node:test";
import { smooth } from "../src/data/smoothing.ts";

test("no smoothing changes nothing", () => {
  assert.deepEqual(smooth([1, null, 3], 0), [1, null, 3]);
});

test("a constant curve stays where it is from its first point on", () => {
  for (const value of smooth([5, 5, 5, 5], 0.9)) {
    assert.ok(Math.abs(value! - 5) < 1e-12);
  }
});

test("each value counts less the older it is", () => {
  const [first, second] = smooth([0, 3], 0.5);
  assert.equal(first, 0);
  assert.equal(second, 2);
});

test("a gap stays a gap and does not count", () => {
  assert.deepEqual(smooth([0, null, 3], 0.5), [0, null, 2]);
});
