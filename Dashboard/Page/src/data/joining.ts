import type { AnatomyRow, EventView, NetworkView } from "../api.ts";

// What the server told, joined with what the stream told meanwhile: each thing once, in order, not without end.

// A week of validations and every failure; older ones are the server's to tell.
const EventsMax = 2000;

/** As many steps as the heat map has columns at its widest; times the workers this is what memory they take. */
export const AnatomySteps = 300;

// As many as the server keeps.
const NetworkMax = 120;

/** The newer says it better: a failure is told again when it is recovered from. */
export function joinEvents(older: readonly EventView[], newer: readonly EventView[]): EventView[] {
  return joinBy(older, newer, (event) => event.number).slice(-EventsMax);
}

/** The history of the network; when it is full, every second view of it goes and the newest stays. */
export function joinNetwork(older: readonly NetworkView[], newer: readonly NetworkView[]): NetworkView[] {
  const views = joinBy(older, newer, (view) => view.step);
  return views.length <= NetworkMax
    ? views
    : views.filter((_, i) => (views.length - 1 - i) % 2 === 0).slice(-NetworkMax);
}

/** Rows of the newest steps, ascending. */
export function joinAnatomy(older: readonly AnatomyRow[], newer: readonly AnatomyRow[]): AnatomyRow[] {
  const known = new Map<string, AnatomyRow>();
  for (const row of [...older, ...newer]) {
    known.set(`${row.step} ${row.node}`, row);
  }

  const rows = [...known.values()].sort((a, b) => a.step - b.step);
  const newest = rows[rows.length - 1]?.step ?? 0;
  return rows.filter((row) => row.step > newest - AnatomySteps);
}

function joinBy<T>(older: readonly T[], newer: readonly T[], key: (item: T) => number): T[] {
  if (newer.length === 0) {
    return [...older];
  }

  const known = new Map<number, T>();
  for (const item of [...older, ...newer]) {
    known.set(key(item), item);
  }

  return [...known.values()].sort((a, b) => key(a) - key(b));
}
