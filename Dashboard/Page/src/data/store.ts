import type { AnatomyAnswer, AnatomyRow, EventsAnswer, EventView, NetworkAnswer, NetworkView } from "../api.ts";
import type { Snapshot, Update } from "../api.ts";
import { Client } from "./client.ts";
import { History } from "./history.ts";
import { Stream, type Connection, type StreamListener } from "./stream.ts";

// A week of validations and every failure; older ones are the server's to tell.
const EventsMax = 2000;

// As many steps as the heat map has columns at its widest; times the workers this is what memory they take.
export const AnatomySteps = 300;
const NetworkMax = 120;
const SamplesMax = 50;
const CheckpointsMax = 200;

/** What is known of the run, kept up to date; every change of it is told to one listener, who may be slow. */
export class Store implements StreamListener {
  readonly client = new Client();
  readonly history = new History(this.client);
  readonly stream = new Stream(this);

  snapshot: Snapshot | null = null;
  connection: Connection = { state: "connecting" };
  problem = "";
  events: EventView[] = [];
  anatomy: AnatomyRow[] = [];
  network: NetworkView[] = [];

  /** Called after every change; draws when there is time. */
  onChange: () => void = () => undefined;

  /** Called when everything was asked anew, so that what a panel fetched itself is fetched again too. */
  onReload: () => void = () => undefined;

  async start(): Promise<void> {
    try {
      const session = await this.client.findSession();
      if (session.mayRead) {
        this.stream.open();
      }
    } catch {
      this.stream.open(); // the stream has the patience to wait for a server that is not there yet
    }

    this.onChange();
  }

  onSnapshot(snapshot: Snapshot): void {
    this.snapshot = snapshot;
    this.onChange();
    void this.reload();
  }

  onUpdate(update: Update): void {
    const snapshot = this.snapshot!;
    snapshot.sequence = update.to;
    snapshot.at = update.at;
    snapshot.status = update.status;
    snapshot.nodes = update.nodes ?? snapshot.nodes;
    snapshot.plan = update.plan ?? snapshot.plan;
    snapshot.checkpoints = (update.checkpoints ?? snapshot.checkpoints).slice(-CheckpointsMax);
    snapshot.amendments = update.amendments ?? snapshot.amendments;
    snapshot.samples = [...snapshot.samples, ...(update.newSamples ?? [])].slice(-SamplesMax);
    this.history.append(update, snapshot.run);
    this.events = joinEvents(this.events, update.newEvents ?? []);
    this.anatomy = joinAnatomy(this.anatomy, update.newAnatomy ?? []);
    if (update.network !== undefined) {
      snapshot.network = update.network;
      this.network = joinNetwork(this.network, [update.network]);
    }

    this.onChange();
  }

  onConnection(connection: Connection): void {
    this.connection = connection;
    this.onChange();
  }

  isOver(): boolean {
    const state = this.snapshot?.status.state;
    return state === "completed" || state === "stopped" || state === "failed";
  }

  /** Everything that is longer than a snapshot. What the stream says meanwhile is joined with it. */
  private async reload(): Promise<void> {
    try {
      const [, events, anatomy, network] = await Promise.all([
        this.history.load().then(() => this.onChange()),
        this.client.get<EventsAnswer>("api/events?after=0&limit=500"),
        this.client.get<AnatomyAnswer>(`api/anatomy?steps=${AnatomySteps}`),
        this.client.get<NetworkAnswer>("api/network"),
      ]);
      this.events = joinEvents(events.events, this.events);
      this.anatomy = joinAnatomy(anatomy.rows, this.anatomy);
      this.network = joinNetwork(network.history, this.network);
      this.problem = "";
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }

    this.onReload();
    this.onChange();
  }
}

/** The newer says it better: a failure is told again when it is recovered from. */
export function joinEvents(older: readonly EventView[], newer: readonly EventView[]): EventView[] {
  return joinBy(older, newer, (event) => event.number, EventsMax);
}

export function joinNetwork(older: readonly NetworkView[], newer: readonly NetworkView[]): NetworkView[] {
  // Thinned as the server does it: what is older loses every second view, the newest stays.
  const views = joinBy(older, newer, (view) => view.step, 2 * NetworkMax);
  return views.length <= NetworkMax ? views : views.filter((_, i) => (views.length - 1 - i) % 2 === 0);
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

function joinBy<T>(older: readonly T[], newer: readonly T[], key: (item: T) => number, max: number): T[] {
  if (newer.length === 0) {
    return older.slice(-max);
  }

  const known = new Map<number, T>();
  for (const item of [...older, ...newer]) {
    known.set(key(item), item);
  }

  return [...known.values()].sort((a, b) => key(a) - key(b)).slice(-max);
}
