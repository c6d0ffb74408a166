import type { AnatomyAnswer, AnatomyRow, EventsAnswer, EventView, NetworkAnswer, NetworkView } from "../api.ts";
import type { Snapshot, Update } from "../api.ts";
import { Client } from "./client.ts";
import { History } from "./history.ts";
import { AnatomySteps, joinAnatomy, joinEvents, joinNetwork } from "./joining.ts";
import { Stream, type Connection, type StreamListener } from "./stream.ts";

// As many as a snapshot has.
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
      } else {
        this.stream.leave();
      }
    } catch {
      this.stream.open(); // the stream has the patience to wait for a server that is not there yet
    }

    this.onChange();
  }

  onSnapshot(snapshot: Snapshot): void {
    if (this.snapshot?.run.startedAt !== snapshot.run.startedAt) {
      // Another execution: what the old one did after its last checkpoint is not part of the run.
      this.events = [];
      this.anatomy = [];
      this.network = [];
    }

    this.snapshot = snapshot;
    this.onChange();
    void this.reload(snapshot.status.step);
    void this.refreshSession();
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
    if (connection.state === "waiting") {
      void this.refreshSession(); // perhaps it is the session that was refused
    }

    this.onChange();
  }

  /** A server that was started anew knows nothing of old sessions. */
  async refreshSession(): Promise<void> {
    try {
      await this.client.findSession();
      this.onChange();
    } catch {
      // It is not there; the connection's state says so.
    }
  }

  isOver(): boolean {
    const state = this.snapshot?.status.state;
    return state === "completed" || state === "stopped" || state === "failed";
  }

  /** Everything that is longer than a snapshot. What the stream says meanwhile is joined with it. */
  private async reload(step: number): Promise<void> {
    try {
      const [, events, rare, anatomy, network] = await Promise.all([
        this.history.load(step).then(() => this.onChange()),
        this.client.get<EventsAnswer>("api/events?after=0&limit=500"),
        this.client.get<EventsAnswer>("api/events?after=0&limit=500&kinds=member,failure,amendment"),
        this.client.get<AnatomyAnswer>(`api/anatomy?steps=${AnatomySteps}`),
        this.client.get<NetworkAnswer>("api/network"),
      ]);
      // What the timeline and the curves' marks are made of, however many validations came since.
      this.events = joinEvents(joinEvents(rare.events, events.events), this.events);
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
