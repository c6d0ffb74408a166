import * as format from "../format.ts";

/** How the values of an axis are written. */
export type Unit = "number" | "seconds" | "share" | "quantity" | "count";

/** A label of an axis; neighbouring labels are this far apart, which says how many digits it needs. */
export function tick(value: number, apart: number, unit: Unit): string {
  switch (unit) {
    case "seconds":
      return value === 0 ? "0" : format.duration(value);
    case "share":
      return `${+(value * 100).toFixed(apart < 0.01 ? 1 : 0)} %`;
    case "count":
      return format.count(value);
    case "quantity":
      return format.quantity(value);
    default:
      return number(value, apart);
  }
}

/** A value beside its name. */
export function label(value: number, unit: Unit): string {
  switch (unit) {
    case "seconds":
      return format.duration(value);
    case "share":
      return format.share(value);
    case "count":
      return format.count(value);
    case "quantity":
      return format.quantity(value);
    default:
      return format.real(value);
  }
}

// What differs by less is a constant that was averaged: the last digits of a mean are no curve.
const FlatShare = 1e-9;

/** A little more than the values need; of a constant, so much that it looks like one. */
export function roomyRange(min: number, max: number): [number, number] {
  const isFlat = max - min <= FlatShare * Math.max(Math.abs(min), Math.abs(max));
  const room = isFlat ? Math.abs(max) * 0.1 || 1 : (max - min) * 0.06;
  return [min - room, max + room];
}

// Less than this from end to end, and round numbers at even distances tell more than powers of ten.
const NarrowFactor = 4;

/** Where an axis of logarithms has labels: as many of 1, 2, 5 in each decade as are useful. */
export function logTicks(min: number, max: number, wanted: number): number[] {
  if (max / min < NarrowFactor) {
    return evenTicks(min, max, wanted);
  }

  const low = Math.floor(Math.log10(min));
  const high = Math.ceil(Math.log10(max));
  for (const factors of [[1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5], [1, 2, 5], [1, 3], [1]]) {
    const ticks = decades(low, high, 1).flatMap((d) => factors.map((f) => +(f * 10 ** d).toPrecision(12)));
    const inside = ticks.filter((value) => value >= min && value <= max);
    if (inside.length <= wanted || factors.length === 1) {
      return factors.length === 1 ? everyNth(inside, Math.ceil(inside.length / wanted)) : inside;
    }
  }

  return [];
}

function evenTicks(min: number, max: number, wanted: number): number[] {
  const least = (max - min) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(least));
  const apart = power * ([1, 2, 5, 10].find((factor) => power * factor >= least) ?? 10);
  const first = Math.ceil(min / apart);
  const count = Math.max(0, Math.floor(max / apart) - first + 1);
  return Array.from({ length: count }, (_, i) => +((first + i) * apart).toPrecision(12));
}

function decades(low: number, high: number, step: number): number[] {
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => low + i * step);
}

function everyNth(items: number[], n: number): number[] {
  return n <= 1 ? items : items.filter((_, i) => i % n === 0);
}

function number(value: number, apart: number): string {
  if (value === 0) {
    return "0";
  }

  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) {
    return String(+value.toPrecision(3)).includes("e") || size < 1e-3
      ? value
          .toExponential(size < 1e-3 && apart < size / 10 ? 1 : 0)
          .replace("e+", "e")
          .replace(".0e", "e")
      : format.quantity(value);
  }

  return size >= 1e4 ? format.quantity(value) : String(+value.toFixed(Math.max(0, 1 - Math.floor(Math.log10(apart)))));
}
