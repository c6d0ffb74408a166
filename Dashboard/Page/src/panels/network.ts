import type { HistogramView, LayerSample, NetworkView, ParameterSample } from "../api.ts";
import type { App, Panel } from "../app.ts";
import { Chart } from "../charts/chart.ts";
import { drawing, element, setAttribute, setText } from "../element.ts";
import * as format from "../format.ts";
import { button, card, Place } from "../parts.ts";

const Colours = 8;
const HistogramWidth = 200;
const HistogramHeight = 54;

/** What goes on inside the network: do gradients vanish, do gates saturate, how are weights spread? */
export class NetworkPanel implements Panel {
  readonly title = "Network";
  readonly root = element("section");

  private readonly slider = element<HTMLInputElement>("input", { type: "range", min: 0, max: 0, step: 1 });
  private readonly said = element("output", {});
  private readonly newest = button("Follow the newest", () => this.follow());
  private readonly none = element("p.empty", {}, "The network is sampled every so many steps; nothing came yet.");
  private readonly parts = element("div.panel", {});
  private readonly gradients: Chart;
  private readonly hidden: Chart;
  private readonly gates = new Place(element("div.gates"));
  private readonly parameters = new Place(element("ul.multiples"));

  /** The step looked at; null while the newest is. */
  private chosen: number | null = null;

  constructor(private readonly app: App) {
    this.gradients = new Chart({
      title: "Norm of dL/dh at each t",
      lines: [],
      unit: "number",
      height: 230,
      xName: "t",
      sync: "window",
      isLog: true,
    });
    this.hidden = new Chart({
      title: "Norm of h at each t",
      lines: [],
      unit: "number",
      height: 230,
      xName: "t",
      sync: "window",
    });
    this.slider.addEventListener("input", () => {
      const history = this.history();
      const at = Number(this.slider.value);
      this.chosen = at >= history.length - 1 ? null : (history[at]?.step ?? null);
      this.app.redraw();
    });
    const legend = element(
      "ul.legend",
      {},
      element("li", {}, element("span.swatch.square.c1"), "lowest twentieth"),
      element("li", {}, element("span.swatch.square.c2"), "highest twentieth"),
    );
    this.parts.append(
      element(
        "div.grid",
        {},
        element("section.card", {}, this.gradients.root),
        element("section.card", {}, this.hidden.root),
      ),
      card("Saturation of the gates: share of values at the ends of their range", [legend], this.gates.root),
      card("Parameters: values and gradients", [], this.parameters.root),
    );
    this.root.append(
      element(
        "section.card",
        { "aria-label": "Which sample" },
        element("div.toolbar", {}, element("label.wide-slider", {}, "Sample", this.slider, this.said), this.newest),
      ),
      this.none,
      this.parts,
    );
  }

  draw(): void {
    const history = this.history();
    const at = this.chosen === null ? -1 : history.findIndex((view) => view.step >= this.chosen!);
    const index = at < 0 ? history.length - 1 : at;
    const view = history[index];
    this.none.hidden = view !== undefined;
    this.parts.hidden = view === undefined;
    this.newest.disabled = this.chosen === null;
    this.slider.disabled = history.length < 2;
    this.slider.max = String(Math.max(0, history.length - 1));
    this.slider.value = String(Math.max(0, index));
    if (view === undefined) {
      setText(this.said, "–");
      return;
    }

    const text = `step ${format.count(view.step)}${this.chosen === null ? ", the newest" : ""}`;
    setText(this.said, text);
    setAttribute(this.slider, "aria-valuetext", text);
    this.drawWindow(view);
    this.gates.draw(`${view.step} ${view.layers.length}`, () => view.layers.map(gateTable));
    this.parameters.draw(`${view.step} ${view.parameters.length}`, () => view.parameters.map(parameterView));
  }

  private history(): NetworkView[] {
    const { network, snapshot } = this.app.store;
    return network.length > 0 ? network : snapshot?.network != null ? [snapshot.network] : [];
  }

  private follow(): void {
    this.chosen = null;
    this.app.redraw();
  }

  private drawWindow(view: NetworkView): void {
    const lines = view.layers.map((layer, i) => ({ label: layer.layer, colour: `--c${1 + (i % Colours)}` }));
    for (const [chart, of] of [
      [this.gradients, (layer: LayerSample) => layer.gradientNorms],
      [this.hidden, (layer: LayerSample) => layer.hiddenNorms],
    ] as const) {
      chart.setLines(lines);
      chart.show(view.layers.map((layer) => ({ x: timeSteps(layer), y: of(layer) })));
    }
  }
}

/** The time step of each point of a layer's curves. */
export function timeSteps(layer: LayerSample): number[] {
  const last = layer.hiddenNorms.length - 1;
  const all = layer.timeSteps <= last + 1;
  return layer.hiddenNorms.map((_, i) => (all ? i : Math.floor((i * (layer.timeSteps - 1)) / last)));
}

function gateTable(layer: LayerSample): HTMLElement {
  const rows = layer.gates.map((gate) => {
    const text = `${format.share(gate.lowShare)} low, ${format.share(gate.highShare)} high`;
    const low = element("span.c1");
    const rest = element("span.rest");
    const high = element("span.c2");
    low.style.width = `${gate.lowShare * 100}%`;
    rest.style.width = `${Math.max(0, 1 - gate.lowShare - gate.highShare) * 100}%`;
    high.style.width = `${gate.highShare * 100}%`;
    return element(
      "li",
      {},
      element("span", {}, gate.name),
      element("div.bars", { "aria-hidden": "true" }, low, rest, high),
      element("span.quiet", {}, text),
    );
  });
  return element("div", {}, element("h3", {}, layer.layer), element("ul.gate-rows", {}, ...rows));
}

function parameterView(parameter: ParameterSample): HTMLElement {
  return element(
    "li",
    {},
    element("h3.mono", {}, parameter.name),
    histogram("values", parameter.weights, "--c1"),
    histogram("gradient", parameter.gradient, "--c5"),
  );
}

function histogram(what: string, view: HistogramView, colour: string): HTMLElement {
  const text = `${what}: mean ${format.real(view.mean, 5)}, deviation ${format.real(view.deviation, 5)}`;
  const most = Math.max(1, ...view.counts);
  const each = HistogramWidth / Math.max(1, view.counts.length);
  const path = view.counts
    .map((count, i) => {
      const height = (count / most) * HistogramHeight;
      return height === 0
        ? ""
        : `M${(i * each).toFixed(1)} ${HistogramHeight}v${(-height).toFixed(1)}h${each.toFixed(1)}` +
            `V${HistogramHeight}Z`;
    })
    .join("");
  const shape = drawing("path", { d: path });
  shape.style.fill = `var(${colour})`;
  return element(
    "figure",
    {},
    drawing(
      "svg.histogram",
      {
        viewBox: `0 0 ${HistogramWidth} ${HistogramHeight}`,
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": text,
      },
      shape,
    ),
    element(
      "div.ends",
      { "aria-hidden": "true" },
      element("span", {}, format.real(view.minimum, 3)),
      element("span", {}, `${what}, σ ${format.real(view.deviation, 3)}`),
      element("span", {}, format.real(view.maximum, 3)),
    ),
  );
}
