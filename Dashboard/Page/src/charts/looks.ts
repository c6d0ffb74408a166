import type uPlot from "uplot";
import { colour, tint } from "../theme.ts";

// How lines, axes and marks look, in the words of uPlot.

export type Column = (number | null | undefined)[];

/** A curve of a chart as it is meant, before it has values. */
export interface Line {
  label: string;
  colour: string; // a name of tokens.css
  look?: "line" | "points" | "faint" | "dashed";
  hasBand?: boolean; // min..max behind the line
}

/** A moment that is marked by a line across the chart. */
export interface Marker {
  step: number;
  colour: string;
}

export function lineSeries(line: Line): uPlot.Series {
  const stroke = () => (line.look === "faint" ? tint(line.colour, 0.38) : colour(line.colour));
  const isPoints = line.look === "points";
  return {
    stroke,
    width: line.look === "faint" ? 1 : 1.75,
    ...(line.look === "dashed" ? { dash: [5, 4] } : {}),
    // Few points are shown as such: a validation every thousand steps is not a line that was measured.
    points: { show: (plot, at) => isPoints && pointsFit(plot, at), size: 5, fill: stroke, stroke },
  };
}

export function drawMarkers(plot: uPlot, markers: readonly Marker[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.lineWidth = window.devicePixelRatio || 1;
  ctx.setLineDash([3 * ctx.lineWidth, 3 * ctx.lineWidth]);
  for (const marker of markers) {
    const x = Math.round(plot.valToPos(marker.step, "x", true));
    if (x >= bbox.left && x <= bbox.left + bbox.width) {
      ctx.strokeStyle = colour(marker.colour);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
  }

  ctx.restore();
}

function pointsFit(plot: uPlot, at: number): boolean {
  const known = (plot.data[at] as Column).reduce<number>((sum, value) => sum + (value == null ? 0 : 1), 0);
  return known * 7 < plot.width;
}

export function axis(): uPlot.Axis {
  return {
    stroke: () => colour("--quiet"),
    font: '11px system-ui, -apple-system, "Segoe UI", "Liberation Sans", "DejaVu Sans", sans-serif',
    gap: 6,
    grid: { stroke: () => colour("--grid"), width: 1 },
    ticks: { show: false },
  };
}
