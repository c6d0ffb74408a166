import assert from "node:assert/strict";
import { test } from "node:test";
import { logTicks, roomyRange, tick } from "../src/charts/scales.ts";

test("an axis of logarithms has some labels, however narrow or wide it is", () => {
  for (const [min, max] of [
    [1.2, 4.4],
    [0.001, 1],
    [1e-9, 1e3],
    [2, 30],
    [1.28, 1.58],
    [4.3, 4.5],
  ] as const) {
    const ticks = logTicks(min, max, 6);
    assert.ok(ticks.length >= 2 && ticks.length <= 6, `${min} to ${max}: ${ticks.join()}`);
    assert.ok(ticks.every((value) => value >= min && value <= max));
  }
});

test("neighbouring labels differ", () => {
  assert.notEqual(tick(0.0015, 0.0005, "number"), tick(0.002, 0.0005, "number"));
  assert.notEqual(tick(1.405, 0.005, "number"), tick(1.41, 0.005, "number"));
  assert.equal(tick(0.5, 0.25, "share"), "50 %");
  assert.equal(tick(0.1, 0.1, "seconds"), "100 ms");
});

test("a constant that was averaged has no shape", () => {
  const [low, high] = roomyRange(0.001, 0.0010000000000000002);
  assert.ok(low < 0.00095 && high > 0.00105);
  assert.deepEqual(roomyRange(0, 0), [-1, 1]);
  assert.deepEqual(roomyRange(0, 100), [-6, 106]);
});
