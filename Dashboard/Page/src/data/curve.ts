import type { Series } from "../api.ts";
import { real } from "./real.ts";

/** A point of a curve: the steps from this one to the next row's. NaN in it means that a step's value was NaN. */
interface Row {
  step: number;
  weight: number; // how many values it stands for
  mean: number | null;
  min: number | null;
  max: number | null;
}

/**
 * A curve of bounded length that grows at its end: when it is full, neighbours become one row with the least, the
 * greatest and the mean value of both, so that a spike survives however long the run. A value that is not finite
 * survives too, as a row whose mean is NaN: the chart shows a gap there.
 */
export class Curve {
  private rows: Row[] = [];

  /** How many steps a row should cover before a new one begins; doubles whenever the curve is thinned. */
  private stride = 1;

  constructor(private readonly limit: number) {}

  get length(): number {
    return this.rows.length;
  }

  get steps(): number[] {
    return this.rows.map((row) => row.step);
  }

  get mean(): (number | null)[] {
    return this.rows.map((row) => drawable(row.mean));
  }

  get min(): (number | null)[] {
    return this.rows.map((row) => drawable(row.min));
  }

  get max(): (number | null)[] {
    return this.rows.map((row) => drawable(row.max));
  }

  /** The newest step that it knows; minus one when it is empty. */
  lastStep = -1;

  /** What the server says, up to this step, replaces what was known. */
  reset(series: Series, to: number): void {
    this.rows = series.step.map((step, i) => ({
      step,
      weight: Math.max(1, (series.step[i + 1] ?? step + 1) - step),
      mean: real(series.mean[i]),
      min: real(series.min[i]),
      max: real(series.max[i]),
    }));
    this.stride = typicalStride(this.rows);
    const last = this.rows[this.rows.length - 1]?.step ?? -1;
    this.lastStep = last < 0 ? -1 : Math.max(last, Math.min(to, last + this.stride - 1));
    this.bound();
  }

  /** Appends one step. What is known already is left out, so it does no harm to say it twice. */
  append(step: number, value: number | null): void {
    if (step <= this.lastStep) {
      return;
    }

    this.lastStep = step;
    const one = { step, weight: 1, mean: value, min: value, max: value };
    const last = this.rows[this.rows.length - 1];
    if (last !== undefined && step < last.step + this.stride) {
      this.rows[this.rows.length - 1] = merge(last, one);
    } else {
      this.rows.push(one);
      this.bound();
    }
  }

  private bound(): void {
    while (this.rows.length > this.limit) {
      const half: Row[] = [];
      for (let i = 0; i < this.rows.length; i += 2) {
        const next = this.rows[i + 1];
        half.push(next === undefined ? this.rows[i]! : merge(this.rows[i]!, next));
      }

      this.rows = half;
      this.stride = Math.max(this.stride * 2, typicalStride(half));
    }
  }
}

function merge(a: Row, b: Row): Row {
  const weight = a.weight + b.weight;
  if (a.mean === null || b.mean === null) {
    const known = a.mean === null ? b : a;
    return { ...known, step: a.step, weight };
  }

  return {
    step: a.step,
    weight,
    mean: (a.mean * a.weight + b.mean * b.weight) / weight,
    min: lesser(a.min!, b.min!),
    max: -lesser(-a.max!, -b.max!),
  };
}

// Unlike Math.min, which would lose the whole row to one NaN: the finite part keeps its range.
function lesser(a: number, b: number): number {
  return Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.min(a, b);
}

function drawable(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

function typicalStride(rows: readonly Row[]): number {
  if (rows.length < 3) {
    return 1;
  }

  const gaps = rows
    .slice(1)
    .map((row, i) => row.step - rows[i]!.step)
    .sort((a, b) => a - b);
  return Math.max(1, gaps[gaps.length >> 1]!);
}
