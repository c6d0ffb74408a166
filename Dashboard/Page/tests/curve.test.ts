import assert from "node:assert/strict";
import { test } from "node:test";
import { Curve } from "../src/data/curve.ts";

function grown(limit: number, values: number[]): Curve {
  const curve = new Curve(limit);
  values.forEach((value, i) => curve.append(i + 1, value));
  return curve;
}

test("a curve that fits is kept as it is", () => {
  const curve = grown(8, [3, 1, 2]);
  assert.deepEqual(curve.steps, [1, 2, 3]);
  assert.deepEqual(curve.mean, [3, 1, 2]);
});

test("a curve never grows beyond its limit", () => {
  const curve = new Curve(64);
  for (let step = 1; step <= 200_000; step++) {
    curve.append(step, Math.sin(step));
    assert.ok(curve.length <= 64);
  }

  assert.ok(curve.length > 16, `only ${curve.length} rows are left`);
});

test("a spike survives thinning", () => {
  const values = Array.from({ length: 5000 }, () => 1);
  values[1234] = 99;
  values[3456] = -7;
  const curve = grown(50, values);
  assert.equal(Math.max(...curve.max.map(Number)), 99);
  assert.equal(Math.min(...curve.min.map(Number)), -7);
});

test("the mean of thinned rows is the mean of their values", () => {
  const values = Array.from({ length: 1024 }, (_, i) => i);
  const curve = grown(16, values);
  const [first, second] = curve.steps;
  const covered = values.slice(0, second! - first!);
  assert.equal(curve.mean[0], covered.reduce((sum, value) => sum + value, 0) / covered.length);
});

test("thinned rows cover as many steps as each other, old or new", () => {
  for (const length of [100, 777, 4000]) {
    const { steps } = grown(64, new Array<number>(length).fill(0));
    const widths = steps.slice(1).map((step, i) => step - steps[i]!);
    assert.equal(new Set(widths).size, 1, `${length} values: ${widths.join()}`);
  }
});

test("rows are in order and none is there twice", () => {
  const { steps } = grown(
    10,
    Array.from({ length: 777 }, () => 0),
  );
  steps.forEach((step, i) => assert.ok(i === 0 || step > steps[i - 1]!));
});

test("a value that is not a number is a gap, also after thinning", () => {
  const values = Array.from({ length: 100 }, () => 1);
  values[10] = NaN;
  const curve = grown(20, values);
  assert.ok(curve.mean.includes(null));
  assert.ok(curve.max.every((value) => value === 1));
});

test("a step that is known already counts once", () => {
  const curve = grown(10, [1, 2, 3]);
  curve.append(2, 50);
  curve.append(3, 50);
  assert.deepEqual(curve.mean, [1, 2, 3]);
});

test("what the server says is followed by what the stream says", () => {
  const curve = new Curve(100);
  curve.reset({ step: [1, 11, 21], at: [0, 0, 0], mean: [3, "NaN", 1], min: [2, 2, 0], max: [4, 4, 2] }, 30);
  assert.equal(curve.lastStep, 30);
  curve.append(30, 9);
  curve.append(31, 5);
  assert.deepEqual(curve.steps, [1, 11, 21, 31]);
  assert.deepEqual(curve.mean, [3, null, 1, 5]);
});

test("an answer up to the end of time does not shut out the next step", () => {
  const curve = new Curve(100);
  curve.reset({ step: [1, 2, 3], at: [0, 0, 0], mean: [1, 1, 1], min: [1, 1, 1], max: [1, 1, 1] }, 2 ** 31);
  curve.append(4, 2);
  assert.deepEqual(curve.steps, [1, 2, 3, 4]);
});
