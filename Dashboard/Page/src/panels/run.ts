import type { EventView, SampleView, Snapshot } from "../api.ts";
import type { App, Panel } from "../app.ts";
import { Chart, type ChartOptions, type Values } from "../charts/chart.ts";
import type { Line, Marker } from "../charts/looks.ts";
import type { Zoom } from "../data/address.ts";
import type { Curve } from "../data/curve.ts";
import type { Curves } from "../data/history.ts";
import { smooth } from "../data/smoothing.ts";
import { element, setText } from "../element.ts";
import * as format from "../format.ts";
import { button, card, copyButton, Place, Tiles } from "../parts.ts";

const TileNames = [
  "Time left",
  "Epoch",
  "Tokens/s",
  "Goodput",
  "Loss",
  "Validation",
  "Perplexity",
  "Learning rate",
  "Gradient norm",
  "Clipped",
  "Workers up",
  "Steps lost",
];

/** Is it learning, how fast, and how long will it take? */
export class RunPanel implements Panel {
  readonly title = "Run";
  readonly root = element("section");

  private readonly reason = element("p.banner.warning", { hidden: true });
  private readonly step = element("p.step");
  private readonly bar = element("div", {});
  private readonly track = element("div.progress", { role: "progressbar", "aria-label": "Steps done" }, this.bar);
  private readonly tiles = new Tiles(TileNames);
  private readonly tools: ChartTools;
  private readonly loss: Chart;
  private readonly perplexity: Chart;
  private readonly rate: Chart;
  private readonly norm: Chart;
  private readonly clipped: Chart;
  private readonly duration: Chart;
  private readonly speed: Chart;
  private readonly hash = element("code.hash", {}, "–");
  private readonly hashStep = element("span.quiet");
  private readonly samples = new Place(element("ol.samples"));

  constructor(private readonly app: App) {
    this.tiles.root.classList.add("many");
    this.tools = new ChartTools(app);
    this.loss = this.chart(
      "Loss",
      "number",
      [
        { label: "training", colour: "--c1", look: "faint", hasBand: true },
        { label: "smoothed", colour: "--c1" },
        { label: "validation", colour: "--c2", look: "points" },
      ],
      300,
    );
    this.perplexity = this.chart("Perplexity", "number", [{ label: "validation", colour: "--c2", look: "points" }]);
    this.rate = this.chart("Learning rate", "number", [{ label: "rate", colour: "--c4" }]);
    this.norm = this.chart("Gradient norm", "number", [
      { label: "before clipping", colour: "--c5", hasBand: true },
      { label: "after", colour: "--c6" },
    ]);
    this.clipped = this.chart("Clipped steps, of the last 100", "share", [{ label: "share", colour: "--c5" }]);
    this.duration = this.chart("Step duration", "seconds", [{ label: "duration", colour: "--c3", hasBand: true }]);
    this.speed = this.chart("Tokens per second", "quantity", [{ label: "tokens/s", colour: "--c7", hasBand: true }]);
    const copy = copyButton(
      () => app.store.snapshot?.status.stateHash ?? "",
      (text) => app.tell(text),
      "the state hash",
    );
    this.root.append(
      this.reason,
      element(
        "section.card",
        { "aria-label": "Progress" },
        element("div.progress-row", {}, this.step, this.track),
        this.tiles.root,
      ),
      element("section.card", { "aria-label": "Loss" }, this.tools.root, this.loss.root),
      element(
        "div.grid",
        {},
        ...[this.perplexity, this.norm, this.rate, this.clipped, this.duration, this.speed].map((chart) =>
          element("section.card", {}, chart.root),
        ),
      ),
      card("State hash", [], element("p.hash-row", {}, this.hash, copy, this.hashStep)),
      card("Samples", [], this.samples.root),
    );
  }

  draw(): void {
    const { snapshot, history } = this.app.store;
    if (snapshot === null) {
      return;
    }

    this.drawFigures(snapshot);
    this.perplexity.root.parentElement!.hidden = snapshot.run.task !== "language-model";
    this.tools.draw();
    const { zoom } = this.app.address;
    if (zoom !== null && history.isLoaded && history.shown(zoom) === history.whole) {
      this.tools.loadDetail(zoom);
    }

    this.drawCurves(history.shown(zoom), zoom);
    this.drawSamples(snapshot.samples);
  }

  onReload(): void {
    const { zoom } = this.app.address;
    if (zoom !== null) {
      this.tools.loadDetail(zoom, true);
    }
  }

  private chart(title: string, unit: ChartOptions["unit"], lines: Line[], height = 190): Chart {
    return new Chart({ title, unit, lines, height, sync: "run", onZoom: (zoom) => this.app.go({ zoom }) });
  }

  private drawFigures({ run, status }: Snapshot): void {
    this.reason.hidden = status.reason === "";
    setText(this.reason, status.reason);
    this.step.replaceChildren(
      "Step ",
      element("b", {}, format.count(status.step)),
      ` of ${format.count(run.steps)}`,
      element("span.quiet", {}, ` · ${status.percent.toFixed(1)} %`),
    );
    this.bar.style.width = `${Math.min(100, status.percent)}%`;
    this.track.setAttribute("aria-valuenow", status.percent.toFixed(1));
    const { tiles } = this;
    tiles.set("Time left", format.span(status.secondsLeft));
    tiles.set("Epoch", run.stepsPerEpoch > 0 ? (status.step / run.stepsPerEpoch).toFixed(2) : String(status.epoch));
    tiles.set("Tokens/s", format.quantity(status.tokensPerSecond));
    tiles.set("Goodput", format.share(status.goodput), (status.goodput ?? 1) < 0.9 ? "warn" : "");
    tiles.set("Loss", format.real(status.loss), isBad(status.loss) ? "bad" : "");
    tiles.set("Validation", format.real(status.validationLoss), isBad(status.validationLoss) ? "bad" : "");
    tiles.set("Perplexity", format.real(status.perplexity, 3));
    tiles.set("Learning rate", format.real(status.rate, 5));
    tiles.set("Gradient norm", format.real(status.gradientNorm, 3));
    tiles.set("Clipped", format.share(status.clippedShare, 0));
    tiles.set("Workers up", format.count(status.workersUp), status.workersUp === 0 ? "bad" : "");
    tiles.set("Steps lost", format.count(status.stepsLost), status.stepsLost > 0 ? "bad" : "");
    setText(this.hash, status.stateHash ?? "No checkpoint yet");
    setText(this.hashStep, status.stateHashStep === null ? "" : `after step ${format.count(status.stateHashStep)}`);
  }

  private drawCurves(curves: Curves, zoom: Zoom | null): void {
    const { smoothing, isLog } = this.app.address;
    const markers = markersOf(this.app.store.events);
    const { loss, perplexity, rate, norm, clipped, duration, speed } = this;
    for (const chart of [loss, perplexity, rate, norm, clipped, duration, speed]) {
      chart.setMarkers(markers);
    }

    const mean = curves.loss.mean;
    this.loss.setLog(isLog);
    this.loss.show(
      [values(curves.loss), { x: curves.loss.steps, y: smooth(mean, smoothing) }, values(curves.validationLoss)],
      zoom,
    );
    const { steps, mean: validation } = curves.validationLoss;
    this.perplexity.setLog(isLog);
    this.perplexity.show([{ x: steps, y: validation.map((loss) => (loss === null ? null : Math.exp(loss))) }], zoom);
    this.rate.show([values(curves.rate)], zoom);
    this.norm.setLog(isLog);
    this.norm.show([values(curves.gradientNorm), values(curves.gradientNormClipped)], zoom);
    this.clipped.show([values(curves.clippedShare)], zoom);
    this.duration.setLog(isLog);
    this.duration.show([values(curves.duration)], zoom);
    this.speed.show([values(curves.tokensPerSecond)], zoom);
  }

  private drawSamples(samples: SampleView[]): void {
    this.samples.draw(String(samples[samples.length - 1]?.at ?? ""), () =>
      samples.length === 0
        ? [element("li.empty", {}, "Samples appear here as the run writes them.")]
        : samples
            .toReversed()
            .map((sample) =>
              element(
                "li",
                {},
                element("p.quiet", {}, `Step ${format.count(sample.step)} · ${format.clock(sample.at)}`),
                element("pre", { tabindex: 0, "aria-label": `Sample of step ${sample.step}` }, sample.text),
              ),
            ),
    );
  }
}

/** Smoothing, the axis and the range of steps: how the curves are looked at. */
class ChartTools {
  readonly root: HTMLElement;

  private readonly smoothing = element<HTMLInputElement>("input", { type: "range", min: 0, max: 0.99, step: 0.01 });
  private readonly amount = element("output", {});
  private readonly log = element<HTMLInputElement>("input", { type: "checkbox" });
  private readonly from = element<HTMLInputElement>("input", { type: "number", min: 0, "aria-label": "From step" });
  private readonly to = element<HTMLInputElement>("input", { type: "number", min: 0, "aria-label": "To step" });
  private readonly reset: HTMLButtonElement;
  private loading = "";

  constructor(private readonly app: App) {
    this.reset = button("Whole run", () => app.go({ zoom: null }));
    this.smoothing.addEventListener("input", () => app.go({ smoothing: Number(this.smoothing.value) }));
    this.log.addEventListener("change", () => app.go({ isLog: this.log.checked }));
    for (const input of [this.from, this.to]) {
      input.addEventListener("change", () => this.zoom());
    }

    this.root = element(
      "div.toolbar",
      { role: "group", "aria-label": "How the curves are shown" },
      element("label", {}, "Smoothing", this.smoothing, this.amount),
      element("label", {}, this.log, "Log axis"),
      element("span.field", {}, "Steps", this.from, "to", this.to),
      this.reset,
      element("span.quiet.hint", {}, "Drag to zoom, double-click to go back. Dashed: failures red, amendments purple."),
    );
  }

  draw(): void {
    const { zoom, smoothing, isLog } = this.app.address;
    const { status } = this.app.store.snapshot!;
    this.smoothing.value = String(smoothing);
    setText(this.amount, smoothing.toFixed(2));
    this.log.checked = isLog;
    this.reset.disabled = zoom === null;
    for (const [input, value] of [
      [this.from, zoom?.from ?? 0],
      [this.to, zoom?.to ?? status.step],
    ] as const) {
      if (document.activeElement !== input) {
        input.value = String(value);
      }
    }
  }

  /** Asks for the curves of this part of the run, unless it is asked for already. */
  loadDetail(zoom: Zoom, isAgain = false): void {
    const key = `${zoom.from}-${zoom.to}`;
    if (key !== this.loading || isAgain) {
      this.loading = key;
      this.app.store.history.loadDetail(zoom).then(
        () => this.app.redraw(),
        () => undefined,
      );
    }
  }

  private zoom(): void {
    const from = Number(this.from.value);
    const to = Number(this.to.value);
    if (Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to) {
      this.app.go({ zoom: { from, to } });
    }
  }
}

function values(curve: Curve): Values {
  return { x: curve.steps, y: curve.mean, min: curve.min, max: curve.max };
}

// What makes a curve bend: a failure or a hand.
function markersOf(events: readonly EventView[]): Marker[] {
  return events.flatMap(({ kind, step }) =>
    kind === "failure" ? [{ step, colour: "--bad" }] : kind === "amendment" ? [{ step, colour: "--c4" }] : [],
  );
}

function isBad(loss: unknown): boolean {
  return typeof loss === "string";
}
