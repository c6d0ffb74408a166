import assert from "node:assert/strict";
import { test } from "node:test";
import * as format from "../src/format.ts";

const cases: [string, string, string][] = [
  ["a duration below a millisecond", format.duration(0.0000241), "24.1 µs"],
  ["a duration below a second", format.duration(0.412), "412 ms"],
  ["a duration that rounds up to a second", format.duration(0.9999), "1.00 s"],
  ["a duration in seconds", format.duration(12.34), "12.3 s"],
  ["a duration in minutes", format.duration(200), "3 min 20 s"],
  ["no time", format.duration(0), "0 ms"],
  ["a long time", format.span(2 * 86400 + 3600 * 5 + 12), "2 d 5 h"],
  ["a time that is not known", format.span(null), "–"],
  ["a size", format.bytes(12.5 * 1024 * 1024), "12.5 MiB"],
  ["a small size", format.bytes(512), "512 B"],
  ["a rate", format.perSecond(12_345), "12.3 k/s"],
  ["a quantity in millions", format.quantity(873_025_000), "873 M"],
  ["a small quantity", format.quantity(9_999), "9999"],
  ["a share", format.share(0.125), "12.5 %"],
  ["a loss", format.real(1.23456), "1.2346"],
  ["a loss that is not a number", format.real("NaN"), "NaN"],
  ["a loss without end", format.real("Infinity"), "Infinity"],
  ["a loss that is not known", format.real(null), "–"],
  ["a small rate", format.real(0.000247), "2.47e-4"],
  ["a large norm", format.real(12345.6), "12,346"],
  ["shards in a row", format.ranges([7, 0, 2, 1, 3]), "0–3, 7"],
  ["two shards", format.ranges([5, 4]), "4, 5"],
  ["no shard", format.ranges([]), "–"],
  ["a list", format.list([1, 4, 7]), "1, 4 and 7"],
  ["one thing", format.list([5]), "5"],
];

for (const [what, is, wanted] of cases) {
  test(`${what} reads ${wanted}`, () => assert.equal(is, wanted));
}
