import type { Real } from "../api.ts";

/** What a chart can draw: null where the number is not known or not finite, so that the line has a gap. */
export function finite(value: Real | null | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** The number that the text stands for; null where it is not known. */
export function real(value: Real | null | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
