import type { Gap, Snapshot, Update } from "../api.ts";
import { SequenceRule } from "./sequence.ts";

export type Connection =
  | { state: "closed" } // it may not be read
  | { state: "connecting" }
  | { state: "live" }
  | { state: "waiting"; seconds: number } // until the next attempt
  | { state: "ended" };

export interface StreamListener {
  onSnapshot(snapshot: Snapshot): void;
  onUpdate(update: Update): void;
  onConnection(connection: Connection): void;
  /** Whether a lost connection is nothing to worry about: the run is over and so is its process. */
  isOver(): boolean;
}

// A server that restarts is back within seconds; a longer wait than this would look broken to the person who watches.
const WaitMaxSeconds = 8;

// A run that has ended may be resumed, or be given more steps: the page that was left open shows it then.
const EndedWaitSeconds = 5;

/**
 * Follows /api/stream and connects anew whenever it breaks or something was missed: the server begins each connection
 * with a snapshot, which is how "ask for everything anew" is done without a race between two requests.
 */
export class Stream {
  private readonly rule = new SequenceRule();
  private source: EventSource | null = null;
  private failures = 0;
  private timer: number | undefined;

  constructor(private readonly listener: StreamListener) {}

  open(): void {
    this.close();
    if (!this.listener.isOver()) {
      this.listener.onConnection({ state: "connecting" });
    }

    const source = new EventSource("api/stream");
    this.source = source;
    source.addEventListener("snapshot", (event) => this.onSnapshot(JSON.parse(event.data) as Snapshot));
    source.addEventListener("update", (event) => this.onUpdate(JSON.parse(event.data) as Update));
    source.addEventListener("gap", (event) => this.onGap(JSON.parse(event.data) as Gap));
    source.onerror = () => this.retry();
  }

  /** Ends it for somebody who has logged out. */
  leave(): void {
    this.close();
    this.listener.onConnection({ state: "closed" });
  }

  private close(): void {
    window.clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
    this.rule.onLoss();
  }

  private onSnapshot(snapshot: Snapshot): void {
    this.failures = 0;
    this.rule.onSnapshot(snapshot.sequence);
    this.listener.onSnapshot(snapshot);
    this.listener.onConnection({ state: "live" });
  }

  private onUpdate(update: Update): void {
    const verdict = this.rule.onUpdate(update.from, update.to);
    if (verdict === "apply") {
      this.listener.onUpdate(update);
    } else if (verdict === "missed") {
      this.retry();
    }
  }

  private onGap(_gap: Gap): void {
    this.rule.onLoss(); // the snapshot that makes it good comes next
  }

  private retry(): void {
    this.close();
    if (this.listener.isOver()) {
      this.listener.onConnection({ state: "ended" });
      this.timer = window.setTimeout(() => this.open(), EndedWaitSeconds * 1000);
      return;
    }

    this.failures++;
    this.countDown(Math.min(WaitMaxSeconds, 2 ** (this.failures - 1)));
  }

  private countDown(seconds: number): void {
    if (seconds <= 0) {
      this.open();
      return;
    }

    this.listener.onConnection({ state: "waiting", seconds });
    this.timer = window.setTimeout(() => this.countDown(seconds - 1), 1000);
  }
}
