import assert from "node:assert/strict";
import { test } from "node:test";
import { SequenceRule } from "../src/data/sequence.ts";

test("before the first snapshot nothing fits", () => {
  assert.equal(new SequenceRule().onUpdate(0, 1), "missed");
});

test("updates that follow each other are applied", () => {
  const rule = new SequenceRule();
  rule.onSnapshot(7);
  assert.equal(rule.onUpdate(7, 9), "apply");
  assert.equal(rule.onUpdate(9, 10), "apply");
});

test("an update that follows something else is noticed, and so are all after it", () => {
  const rule = new SequenceRule();
  rule.onSnapshot(7);
  assert.equal(rule.onUpdate(8, 9), "missed");
  assert.equal(rule.onUpdate(9, 10), "missed");
  assert.equal(rule.onUpdate(7, 8), "missed");
});

test("a snapshot makes a loss good", () => {
  const rule = new SequenceRule();
  rule.onSnapshot(7);
  rule.onUpdate(8, 9);
  rule.onSnapshot(9);
  assert.equal(rule.onUpdate(9, 10), "apply");
});

test("what the snapshot contains already is left out", () => {
  const rule = new SequenceRule();
  rule.onSnapshot(9);
  assert.equal(rule.onUpdate(7, 9), "known");
  assert.equal(rule.onUpdate(9, 10), "apply");
});

test("an update that is contained in part is not trusted", () => {
  const rule = new SequenceRule();
  rule.onSnapshot(9);
  assert.equal(rule.onUpdate(8, 10), "missed");
});

test("after a gap only a snapshot helps", () => {
  const rule = new SequenceRule();
  rule.onSnapshot(9);
  rule.onLoss();
  assert.equal(rule.onUpdate(9, 10), "missed");
});
