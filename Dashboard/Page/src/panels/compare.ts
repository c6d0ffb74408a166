import type { RunsAnswer, RunSummary, Series, SeriesAnswer } from "../api.ts";
import type { App, Panel } from "../app.ts";
import { Chart, type Values } from "../charts/chart.ts";
import { finite, real } from "../data/real.ts";
import { smooth } from "../data/smoothing.ts";
import { element } from "../element.ts";
import * as format from "../format.ts";
import { button, card, Place } from "../parts.ts";
import { readOrder, sortRows, Table, writeOrder, type ColumnOf } from "../table.ts";

// As many as there are colours.
const ChosenMax = 8;
const Points = 1200;

/** This run beside the others of its folder. */
export class ComparePanel implements Panel {
  readonly title = "Compare";
  readonly root = element("section");

  private readonly columns = this.makeColumns();
  private readonly table: Table<RunSummary>;
  private readonly what = element<HTMLSelectElement>(
    "select",
    { "aria-label": "Which loss" },
    element("option", { value: "loss" }, "training loss"),
    element("option", { value: "validationLoss" }, "validation loss"),
  );
  private readonly log = element<HTMLInputElement>("input", { type: "checkbox" });
  private readonly chart = new Chart({ title: "Loss", lines: [], unit: "number", height: 320 });
  private readonly differences = new Place(element("div.differences"));
  private readonly series = new Map<string, SeriesAnswer | null>();
  private runs: RunSummary[] | null = null;
  private problem = "";

  constructor(private readonly app: App) {
    this.table = new Table(
      "Runs",
      this.columns,
      (run) => run.key,
      (order) => app.go({ sort: writeOrder(order) }),
    );
    this.what.addEventListener("change", () => app.redraw());
    this.log.addEventListener("change", () => app.go({ isLog: this.log.checked }));
    this.root.append(
      card("Runs", [button("Read again", () => void this.load(), ".small")], this.table.root),
      element(
        "section.card",
        { "aria-label": "Curves of the chosen runs" },
        element("div.toolbar", {}, element("label", {}, "Show", this.what), element("label", {}, this.log, "Log axis")),
        this.chart.root,
      ),
      card("What their specs say differently", [], this.differences.root),
    );
  }

  draw(): void {
    const order = readOrder(this.app.address.sort, "validation");
    this.log.checked = this.app.address.isLog;
    this.table.draw(
      sortRows(this.runs ?? [], this.columns, order),
      this.problem !== "" ? this.problem : this.runs === null ? "Asking…" : "There is no other run beside this one.",
      order,
    );
    const chosen = this.chosen();
    this.drawChart(chosen);
    this.differences.draw(chosen.map((run) => run.key).join(), () => differenceTable(chosen));
  }

  onShow(): void {
    void this.load();
  }

  onReload(): void {
    this.series.clear();
  }

  /** In the order of the table's colours; without a choice, this run and the best other. */
  private chosen(): RunSummary[] {
    const { runs } = this.app.address;
    const all = this.runs ?? [];
    return all.filter((run) => (runs.length === 0 ? run.isCurrent : runs.includes(run.key))).slice(0, ChosenMax);
  }

  private async load(): Promise<void> {
    try {
      this.runs = (await this.app.store.client.get<RunsAnswer>("api/runs")).runs;
      this.problem = "";
      this.series.clear();
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }

    this.app.redraw();
  }

  private drawChart(chosen: RunSummary[]): void {
    const name = this.what.value as "loss" | "validationLoss";
    const known: { run: RunSummary; series: Series }[] = [];
    for (const run of chosen) {
      const answer = this.series.get(run.key);
      const series = answer?.series[name];
      if (answer === undefined) {
        this.ask(run.key);
      } else if (series !== undefined) {
        known.push({ run, series });
      }
    }

    this.chart.setLog(this.app.address.isLog);
    this.chart.setLines(
      known.map(({ run }) => ({
        label: run.name,
        colour: `--c${1 + chosen.indexOf(run)}`,
        look: name === "loss" ? "line" : "points",
      })),
    );
    this.chart.show(known.map(({ series }) => this.values(series, name === "loss")));
  }

  private values(series: Series, isSmoothed: boolean): Values {
    const mean = series.mean.map(finite);
    return { x: series.step, y: isSmoothed ? smooth(mean, this.app.address.smoothing) : mean };
  }

  private ask(key: string): void {
    this.series.set(key, null);
    const address = `api/runs/${encodeURIComponent(key)}/series?names=loss,validationLoss&points=${Points}`;
    this.app.store.client.get<SeriesAnswer>(address).then(
      (answer) => {
        this.series.set(key, answer);
        this.app.redraw();
      },
      (error: unknown) => this.app.tell(error instanceof Error ? error.message : String(error), true),
    );
  }

  private makeColumns(): ColumnOf<RunSummary>[] {
    return [
      { name: "show", title: "Show", cell: (run) => this.choiceCell(run) },
      {
        name: "name",
        title: "Run",
        isHeading: true,
        sort: (run) => run.name,
        cell: (run) => ({ key: run.name, make: () => nameCell(run) }),
      },
      { name: "step", title: "Step", isNumber: true, sort: (run) => run.step, cell: (run) => format.count(run.step) },
      {
        name: "train",
        title: "Training loss",
        isNumber: true,
        sort: (run) => real(run.trainLoss),
        cell: (run) => format.real(run.trainLoss),
      },
      {
        name: "validation",
        title: "Validation loss",
        isNumber: true,
        sort: (run) => real(run.validationLoss),
        cell: (run) => format.real(run.validationLoss),
      },
      {
        name: "differences",
        title: "Differences",
        isNumber: true,
        sort: (run) => run.differences.length,
        cell: (run) => format.count(run.differences.length),
      },
      { name: "hash", title: "State hash", cell: (run) => format.shortHash(run.stateHash) },
      {
        name: "modified",
        title: "Written",
        sort: (run) => Date.parse(run.modifiedAt),
        cell: (run) => format.moment(run.modifiedAt),
      },
    ];
  }

  private choiceCell(run: RunSummary): { key: string; make: () => Node } {
    const at = this.chosen().indexOf(run);
    return {
      key: String(at),
      make: () => {
        const box = element<HTMLInputElement>("input", {
          type: "checkbox",
          "aria-label": `Show ${run.name}`,
          onchange: () => this.choose(run, box.checked),
        });
        box.checked = at >= 0;
        return element("span.hash-row.tight", {}, box, at < 0 ? null : element(`span.swatch.c${1 + at}`));
      },
    };
  }

  private choose(run: RunSummary, isChosen: boolean): void {
    const keys = this.chosen()
      .map((one) => one.key)
      .filter((key) => key !== run.key);
    const chosen = isChosen ? [...keys, run.key] : keys;
    if (chosen.length > ChosenMax) {
      this.app.tell(`At most ${ChosenMax} runs are drawn at once.`);
    }

    this.app.go({ runs: chosen.slice(0, ChosenMax) });
  }
}

function nameCell(run: RunSummary): HTMLElement {
  return element(
    "span",
    { title: run.id },
    run.name,
    run.key === run.name ? null : element("span.quiet", {}, ` in ${run.key}`),
    run.isCurrent ? element("span.pill.tag", {}, "this run") : null,
  );
}

function differenceTable(runs: RunSummary[]): Node[] {
  const rows = runs.flatMap((run) => run.differences.map((difference) => ({ run, difference })));
  const table = new Table<(typeof rows)[number]>(
    "Differences",
    [
      {
        name: "path",
        title: "Setting",
        isHeading: true,
        cell: (row) => ({
          key: row.difference.path,
          make: () => element("code", {}, row.difference.path),
        }),
      },
      { name: "run", title: "Run", cell: (row) => row.run.name },
      { name: "value", title: "Its value", cell: (row) => row.difference.value },
      { name: "ours", title: "This run's value", cell: (row) => row.difference.ours },
    ],
    (row) => `${row.run.key} ${row.difference.path}`,
  );
  table.draw(rows, "Choose other runs above to see what their specs say differently.");
  return [table.root];
}
