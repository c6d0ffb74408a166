import type { RunDescription, SeriesAnswer, SeriesName, Update } from "../api.ts";
import type { Zoom } from "./address.ts";
import type { Client } from "./client.ts";
import { Curve } from "./curve.ts";
import { real } from "./real.ts";

const Names: readonly SeriesName[] = [
  "loss",
  "validationLoss",
  "rate",
  "gradientNorm",
  "gradientNormClipped",
  "clippedShare",
  "duration",
  "tokensPerSecond",
];

// Two points a pixel of a chart as wide as a wide window: more cannot be seen, and all curves together stay below
// ten thousand rows.
const PointsAsked = 1200;
const PointsMax = 2 * PointsAsked;

export type Curves = Record<SeriesName, Curve>;

/** The curves of the run: all of it, thinned, and more exactly the part that is zoomed into. */
export class History {
  whole = emptyCurves();
  detail: { zoom: Zoom; curves: Curves } | null = null;
  isLoaded = false;

  /** What came by the stream since everything was asked anew; null while nothing is being asked. */
  private pending: Curves | null = null;
  private loads = 0;

  constructor(private readonly client: Client) {}

  /** The curves to draw for this range. */
  shown(zoom: Zoom | null): Curves {
    const isDetail = zoom !== null && this.detail?.zoom.from === zoom.from && this.detail.zoom.to === zoom.to;
    return isDetail ? this.detail!.curves : this.whole;
  }

  /**
   * Asks for everything up to this step anew. What was known stays in view until the answer is there and is then
   * forgotten, for a run that was resumed from a checkpoint does some steps again; what the stream says meanwhile is
   * joined with the answer.
   */
  async load(to: number): Promise<void> {
    const mine = ++this.loads;
    const pending = emptyCurves();
    this.pending = pending;
    const answer = await this.client.get<SeriesAnswer>(address({ from: 0, to }));
    if (mine !== this.loads) {
      return; // a later call knows better
    }

    this.pending = null;
    this.whole = fill(answer);
    for (const name of Names) {
      replay(pending[name], this.whole[name]);
    }

    this.isLoaded = true;
  }

  async loadDetail(zoom: Zoom): Promise<void> {
    const answer = await this.client.get<SeriesAnswer>(address(zoom));
    this.detail = { zoom, curves: fill(answer) };
  }

  append(update: Update, run: RunDescription): void {
    this.appendTo(this.whole, Infinity, update, run);
    if (this.pending !== null) {
      this.appendTo(this.pending, Infinity, update, run);
    }

    if (this.detail !== null) {
      this.appendTo(this.detail.curves, this.detail.zoom.to, update, run);
    }
  }

  private appendTo(curves: Curves, to: number, update: Update, run: RunDescription): void {
    const { steps } = update;
    for (let i = 0; steps !== undefined && i < steps.step.length && steps.step[i]! <= to; i++) {
      const step = steps.step[i]!;
      const norm = steps.gradientNorm[i] ?? null;
      const seconds = steps.duration[i]!;
      curves.loss.append(step, real(steps.loss[i]));
      curves.rate.append(step, steps.rate[i] ?? null);
      curves.gradientNorm.append(step, norm);
      curves.gradientNormClipped.append(
        step,
        norm === null || run.clipNorm === null ? norm : Math.min(norm, run.clipNorm),
      );
      curves.duration.append(step, seconds);
      curves.tokensPerSecond.append(step, seconds > 0 ? run.tokensPerStep / seconds : null);
    }

    // The share is the server's, over the last hundred steps, so it is known once an update.
    const { step, clippedShare } = update.status;
    if (clippedShare !== null && step <= to) {
      curves.clippedShare.append(step, clippedShare);
    }

    for (const validation of update.validations ?? []) {
      if (validation.step <= to) {
        curves.validationLoss.append(validation.step, real(validation.loss));
      }
    }
  }
}

function emptyCurves(): Curves {
  return Object.fromEntries(Names.map((name) => [name, new Curve(PointsMax)])) as Curves;
}

function fill(answer: SeriesAnswer): Curves {
  const curves = emptyCurves();
  for (const name of Names) {
    const series = answer.series[name];
    if (series !== undefined) {
      // A curve with a value at each step covers the steps up to the end of the answer; validations are rare and
      // know only their own.
      curves[name].reset(series, name === "validationLoss" ? -1 : answer.to);
    }
  }

  return curves;
}

// Rows that are newer than the answer; the older ones are in it.
function replay(source: Curve, target: Curve): void {
  const { steps, mean } = source;
  for (let i = 0; i < steps.length; i++) {
    target.append(steps[i]!, mean[i] ?? null);
  }
}

function address({ from, to }: Zoom): string {
  const values = { names: Names.join(","), from: String(from), to: String(to), points: String(PointsAsked) };
  return `api/series?${new URLSearchParams(values)}`;
}
