import type { CheckpointView, VerifyAnswer } from "../api.ts";
import type { App, Panel } from "../app.ts";
import { element } from "../element.ts";
import * as format from "../format.ts";
import { button, card, copyButton, Tiles } from "../parts.ts";
import { Table, type ColumnOf } from "../table.ts";

const Parts = ["snapshot", "write", "flush"] as const;

/** What can be resumed from, and what it cost to write. */
export class CheckpointsPanel implements Panel {
  readonly title = "Checkpoints";
  readonly root = element("section");

  private readonly tiles = new Tiles(["Listed", "Newest", "Size of the newest", "Size of all", "Mean time to write"]);
  private readonly table: Table<CheckpointView>;
  private readonly verdicts = new Map<number, "reading" | "good" | "bad">();
  private slowest = 0;

  constructor(private readonly app: App) {
    this.table = new Table("Checkpoints", this.columns(), (checkpoint) => String(checkpoint.step));
    const legend = element(
      "ul.legend",
      {},
      ...Parts.map((part, i) => element("li", {}, element(`span.swatch.square.c${1 + i}`), part)),
    );
    this.root.append(
      element("section.card", { "aria-label": "Checkpoint figures" }, this.tiles.root),
      card("Checkpoints, newest first", [legend], this.table.root),
    );
  }

  draw(): void {
    const all = this.app.store.snapshot?.checkpoints ?? [];
    const newest = all[all.length - 1];
    this.slowest = Math.max(0, ...all.map(total));
    this.tiles.set("Listed", format.count(all.length));
    this.tiles.set("Newest", newest === undefined ? "–" : `step ${format.count(newest.step)}`);
    this.tiles.set("Size of the newest", format.bytes(newest?.bytes));
    this.tiles.set("Size of all", format.bytes(all.reduce((sum, one) => sum + one.bytes, 0)));
    this.tiles.set(
      "Mean time to write",
      all.length === 0 ? "–" : format.duration(all.reduce((sum, one) => sum + total(one), 0) / all.length),
    );
    this.table.draw(all.toReversed(), "No checkpoint was written yet.");
  }

  private columns(): ColumnOf<CheckpointView>[] {
    const seconds = (part: (typeof Parts)[number]): ColumnOf<CheckpointView> => ({
      name: part,
      title: part,
      isNumber: true,
      cell: (one) => format.duration(partOf(one, part)),
    });
    return [
      { name: "step", title: "Step", isHeading: true, isNumber: true, cell: (one) => format.count(one.step) },
      { name: "at", title: "Written", cell: (one) => format.moment(one.at) },
      { name: "bytes", title: "Size", isNumber: true, cell: (one) => format.bytes(one.bytes) },
      { name: "bar", title: "Time", cell: (one) => ({ key: String(this.slowest), make: () => this.bar(one) }) },
      ...Parts.map(seconds),
      { name: "total", title: "Total", isNumber: true, cell: (one) => format.duration(total(one)) },
      { name: "hash", title: "State hash", cell: (one) => ({ key: one.hash, make: () => this.hash(one) }) },
      { name: "verify", title: "Verify", cell: (one) => this.verifyCell(one) },
    ];
  }

  private bar(one: CheckpointView): HTMLElement {
    const parts = Parts.map((part, i) => {
      const made = element(`span.c${1 + i}`, { title: `${part} ${format.duration(partOf(one, part))}` });
      made.style.width = `${(100 * partOf(one, part)) / (this.slowest || 1)}%`;
      return made;
    });
    return element("div.bars.medium", { "aria-hidden": "true" }, ...parts);
  }

  private hash(one: CheckpointView): HTMLElement {
    return element(
      "span.hash-row.tight",
      {},
      element("code", { title: one.hash }, format.shortHash(one.hash)),
      copyButton(
        () => one.hash,
        (text) => this.app.tell(text),
        `the hash of step ${one.step}`,
      ),
    );
  }

  private verifyCell(one: CheckpointView): { key: string; make: () => Node } {
    const verdict = this.verdicts.get(one.step);
    const { mayControl } = this.app.store.client.session;
    return {
      key: `${verdict} ${mayControl}`,
      make: () => {
        const verify = button(
          verdict === "reading" ? "Reading…" : "Verify",
          () => void this.verify(one.step),
          ".small",
        );
        verify.disabled = !mayControl || verdict === "reading";
        verify.setAttribute("aria-label", `Verify the checkpoint of step ${one.step}`);
        const word =
          verdict === "good" ? element("b.good", {}, "good") : verdict === "bad" ? element("b.bad", {}, "bad") : null;
        return element("span.hash-row.tight", { title: mayControl ? null : "Log in to verify" }, verify, word);
      },
    };
  }

  private async verify(step: number): Promise<void> {
    this.verdicts.set(step, "reading");
    this.app.redraw();
    await this.app.act(async () => {
      try {
        const answer = await this.app.store.client.post<VerifyAnswer>(`api/checkpoints/${step}/verify`);
        this.verdicts.set(step, answer.isGood ? "good" : "bad");
        return `Checkpoint of step ${format.count(answer.step)}: ${answer.text}`;
      } catch (error) {
        this.verdicts.delete(step);
        throw error;
      }
    });
  }
}

function partOf(one: CheckpointView, part: (typeof Parts)[number]): number {
  return one[`${part}Seconds`];
}

function total(one: CheckpointView): number {
  return one.snapshotSeconds + one.writeSeconds + one.flushSeconds;
}
