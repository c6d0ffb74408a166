import type { AnatomyRow, PhaseName } from "../api.ts";
import type { App, Panel } from "../app.ts";
import { Heatmap } from "../charts/heatmap.ts";
import { AnatomySteps } from "../data/joining.ts";
import { element, setText } from "../element.ts";
import * as format from "../format.ts";
import { card, Tiles } from "../parts.ts";
import { Table, type ColumnOf } from "../table.ts";

const Phases: readonly PhaseName[] = ["data", "forward", "backward", "send", "wait", "reduce", "apply"];

// Enough steps for a steady mean, few enough to show what changed half a minute ago.
const MeanSteps = 100;

interface NodeMean {
  node: string;
  shards: number;
  total: number;
  widest: number; // the greatest total of all workers
  phases: Record<PhaseName, number>;
}

/** Where the time of a step goes, and who is slow. */
export class StepsPanel implements Panel {
  readonly title = "Steps";
  readonly root = element("section");

  private readonly banner = element("p.banner.warning", { hidden: true });
  private readonly tiles = new Tiles([
    "Median step",
    "Slowest step",
    "Speculated shards",
    "Reassigned shards",
    "Failures",
  ]);
  private readonly means: Table<NodeMean>;
  private readonly choice = element<HTMLSelectElement>("select", { "aria-label": "What the colours show" });
  private readonly heatmap = new Heatmap("Duration by worker and step");

  constructor(private readonly app: App) {
    this.means = new Table("Mean phases of a step", this.columns(), (mean) => mean.node);
    this.choice.append(...["total", ...Phases].map((name) => element("option", { value: name }, name)));
    this.choice.addEventListener("change", () => app.redraw());
    const legend = element(
      "ul.legend",
      {},
      ...Phases.map((name, i) => element("li", {}, element(`span.swatch.square.c${1 + i}`), name)),
    );
    const trace = element("a.button", { href: "api/trace?steps=100", download: "trace.json" }, "Download Chrome trace");
    this.root.append(
      this.banner,
      element("section.card.with-action", { "aria-label": "Step figures" }, this.tiles.root, trace),
      card(`Phases, mean of the last ${MeanSteps} steps`, [legend], this.means.root),
      card("Workers and steps", [element("label.field", {}, "Colour", this.choice)], this.heatmap.root),
    );
  }

  draw(): void {
    const { snapshot, anatomy } = this.app.store;
    if (snapshot === null) {
      return;
    }

    const { waiting, speculatedShards, reassignedShards, failures } = snapshot.status;
    this.banner.hidden = waiting === null;
    if (waiting !== null) {
      const shards = `${waiting.shards.length === 1 ? "shard" : "shards"} ${format.list(waiting.shards)}`;
      setText(
        this.banner,
        `Step ${format.count(waiting.step)} is waiting for ${shards} on ${waiting.node}, ` +
          format.duration(waiting.seconds),
      );
    }

    const totals = [...totalByStep(anatomy).values()].sort((a, b) => a - b);
    this.tiles.set("Median step", format.duration(totals[totals.length >> 1]));
    this.tiles.set("Slowest step", format.duration(totals[totals.length - 1]));
    this.tiles.set("Speculated shards", format.count(speculatedShards));
    this.tiles.set("Reassigned shards", format.count(reassignedShards));
    this.tiles.set("Failures", format.count(failures));
    this.means.draw(meansOf(anatomy), "No step was measured yet.");
    this.drawHeatmap(anatomy);
  }

  private drawHeatmap(anatomy: AnatomyRow[]): void {
    const phase = this.choice.value as PhaseName | "total";
    const nodes = [...new Set(anatomy.map((row) => row.node))].sort();
    const last = anatomy[anatomy.length - 1]?.step ?? 0;
    const first = Math.max(anatomy[0]?.step ?? 0, last - AnatomySteps + 1);
    const cells = nodes.map(() => new Array<number | null>(Math.max(0, last - first + 1)).fill(null));
    for (const row of anatomy) {
      cells[nodes.indexOf(row.node)]![row.step - first] = phase === "total" ? total(row) : row.phases[phase];
    }

    this.heatmap.show(nodes, first, cells);
  }

  private columns(): ColumnOf<NodeMean>[] {
    return [
      { name: "node", title: "Worker", isHeading: true, cell: (mean) => mean.node },
      { name: "shards", title: "Shards", isNumber: true, cell: (mean) => format.count(mean.shards) },
      { name: "total", title: "Total", isNumber: true, cell: (mean) => format.duration(mean.total) },
      { name: "bar", title: "Where it goes", cell: (mean) => ({ key: barKey(mean), make: () => bar(mean) }) },
      ...Phases.map((phase): ColumnOf<NodeMean> => ({
        name: phase,
        title: phase,
        isNumber: true,
        cell: (mean) => format.duration(mean.phases[phase]),
      })),
    ];
  }
}

function barKey(mean: NodeMean): string {
  return [mean.widest, ...Phases.map((phase) => mean.phases[phase])].map((seconds) => seconds.toPrecision(2)).join();
}

function bar(mean: NodeMean): HTMLElement {
  const parts = Phases.map((phase, i) => {
    const part = element(`span.c${1 + i}`, { title: `${phase} ${format.duration(mean.phases[phase])}` });
    part.style.width = `${(100 * mean.phases[phase]) / mean.widest}%`;
    return part;
  });
  return element("div.bars.wide", { "aria-hidden": "true" }, ...parts);
}

function meansOf(anatomy: readonly AnatomyRow[]): NodeMean[] {
  const newest = anatomy[anatomy.length - 1]?.step ?? 0;
  const groups = new Map<string, AnatomyRow[]>();
  for (const row of anatomy) {
    if (row.step > newest - MeanSteps) {
      groups.set(row.node, [...(groups.get(row.node) ?? []), row]);
    }
  }

  const means = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([node, rows]) => {
      const mean = (of: (row: AnatomyRow) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
      const phases = Object.fromEntries(Phases.map((phase) => [phase, mean((row) => row.phases[phase])]));
      return { node, shards: rows[rows.length - 1]!.shards, total: mean(total), phases: phases as NodeMean["phases"] };
    });
  const widest = Math.max(...means.map((one) => one.total));
  return means.map((one) => ({ ...one, widest }));
}

function totalByStep(anatomy: readonly AnatomyRow[]): Map<number, number> {
  const totals = new Map<number, number>();
  for (const row of anatomy) {
    totals.set(row.step, Math.max(totals.get(row.step) ?? 0, total(row)));
  }

  return totals;
}

function total(row: AnatomyRow): number {
  return Phases.reduce((sum, phase) => sum + row.phases[phase], 0);
}
