import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddress, writeAddress } from "../src/data/address.ts";

test("an empty address shows the run", () => {
  assert.equal(readAddress("").panel, "run");
  assert.equal(writeAddress(readAddress("")), "");
});

test("an address reads back as it was written", () => {
  const address = {
    panel: "events" as const,
    zoom: { from: 100, to: 300 },
    smoothing: 0.9,
    isLog: true,
    kinds: ["member", "failure"],
    node: "worker-1",
    text: "a & b = c",
    runs: ["a", "b"],
    sort: "-step",
  };
  assert.deepEqual(readAddress(writeAddress(address)), address);
});

test("an address that makes no sense shows what is usual", () => {
  for (const query of ["?panel=nothing", "?steps=9-3", "?steps=a-b", "?steps=5", "?steps=-5", "?smoothing=7"]) {
    assert.deepEqual(readAddress(query), readAddress(""), query);
  }
});
