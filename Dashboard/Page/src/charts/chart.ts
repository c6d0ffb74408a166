import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Zoom } from "../data/address.ts";
import { element, setAttribute, setText } from "../element.ts";
import { count } from "../format.ts";
import { onThemeChange, tint } from "../theme.ts";
import { axis, drawMarkers, lineSeries, type Column, type Line, type Marker } from "./looks.ts";
import { label, logTicks, roomyRange, tick, type Unit } from "./scales.ts";

/** The values of a line; its places on the x axis are its own. */
export interface Values {
  x: readonly number[];
  y: readonly (number | null)[];
  min?: readonly (number | null)[];
  max?: readonly (number | null)[];
}

export interface ChartOptions {
  title: string;
  lines: Line[];
  unit: Unit;
  height: number;
  xName?: string; // "step" when missing
  sync?: string; // charts of the same name share a cursor
  isLog?: boolean;
  isFromZero?: boolean;
  onZoom?: (zoom: Zoom | null) => void;
}

// Steps are whole numbers: no label between two of them.
const StepIncrements = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((factor) => factor * 10 ** power)).flat();

// For who prints the page or makes a picture of all of it.
const UnseenMilliseconds = 2000;

// A drag shorter than this is a click with a trembling hand.
const DragMinPixels = 6;

/** A chart with a title, a legend that follows the cursor, and a sentence that says what it shows. */
export class Chart {
  readonly root: HTMLElement;

  private readonly host: HTMLElement;
  private readonly none: HTMLElement;
  private readonly legend: HTMLElement;
  private readonly values: HTMLElement[] = [];
  private plot: uPlot | null = null;
  private data: uPlot.AlignedData = [[]];
  private zoom: Zoom | null = null;
  private markers: readonly Marker[] = [];
  private isLog: boolean;

  /** A chart out of sight is drawn now and then: seven canvases four times a second would be felt. */
  private isSeen = false;
  private isStale = false;
  private timer: number | undefined;

  constructor(
    private readonly options: ChartOptions,
    ...asides: (Node | string)[]
  ) {
    this.isLog = options.isLog ?? false;
    this.none = element("p.none", {}, "No values yet");
    this.host = element("div.plot", { role: "img", "aria-label": `${options.title}: no values yet` }, this.none);
    this.host.style.height = `${options.height}px`;
    this.legend = element("ul.legend", { "aria-hidden": "true" });
    this.root = element(
      "figure.chart",
      {},
      element("header.chart-head", {}, element("h2", {}, options.title), ...asides),
      this.legend,
      this.host,
    );
    this.buildLegend();
    new ResizeObserver(() => this.resize()).observe(this.host);
    new IntersectionObserver((entries) => {
      this.isSeen = entries[entries.length - 1]!.isIntersecting;
      this.paint();
    }).observe(this.host);
    onThemeChange(() => this.plot?.redraw(false));
  }

  /** Replaces what is drawn. The lines come in the order of the options. */
  show(lines: readonly Values[], zoom: Zoom | null = null): void {
    this.zoom = zoom;
    this.data = this.align(lines);
    const hasValues = this.data[0].length > 0;
    this.none.hidden = hasValues;
    this.isStale = true;
    this.paint();
    this.tell();
  }

  /** Other curves from now on; their values come with the next call of show. */
  setLines(lines: Line[]): void {
    const names = (all: Line[]) => all.map((line) => `${line.label} ${line.colour} ${line.look ?? ""}`).join("\n");
    if (names(lines) !== names(this.options.lines)) {
      this.options.lines = lines;
      this.buildLegend();
      this.rebuild();
    }
  }

  /** What is marked from the next call of show on. */
  setMarkers(markers: readonly Marker[]): void {
    this.markers = markers;
  }

  setLog(isLog: boolean): void {
    if (isLog !== this.isLog) {
      this.isLog = isLog;
      this.rebuild();
    }
  }

  private paint(): void {
    const width = this.host.clientWidth;
    if (!this.isStale || width === 0) {
      return;
    }

    if (!this.isSeen && this.timer === undefined) {
      this.timer = window.setTimeout(() => this.paintUnseen(), UnseenMilliseconds);
    }

    if (this.isSeen) {
      this.paintNow();
    }
  }

  private paintUnseen(): void {
    this.timer = undefined;
    if (this.isStale && this.host.clientWidth > 0) {
      this.paintNow();
    }
  }

  private paintNow(): void {
    this.isStale = false;
    if (this.plot === null && this.data[0].length > 0) {
      this.build();
    } else {
      this.plot?.setData(this.data);
    }
  }

  private rebuild(): void {
    this.plot?.destroy();
    this.plot = null;
    this.isStale = true;
  }

  private buildLegend(): void {
    this.values.length = 0;
    this.legend.replaceChildren(
      ...this.options.lines.map((line) => {
        const value = element("b", {}, "–");
        this.values.push(value);
        const swatch = element("span.swatch");
        swatch.style.background = `var(${line.colour})`;
        swatch.style.opacity = line.look === "faint" ? "0.45" : "1";
        return element("li", {}, swatch, line.label, value);
      }),
    );
  }

  private align(lines: readonly Values[]): uPlot.AlignedData {
    const fix = (y: readonly (number | null)[]): Column =>
      this.isLog ? y.map((value) => (value !== null && value > 0 ? value : null)) : (y as Column);
    const tables = lines.map((line, i) => {
      const isBand = this.options.lines[i]?.hasBand ?? false;
      const columns = [fix(line.y)];
      if (isBand) {
        columns.push(fix(line.min ?? line.y), fix(line.max ?? line.y));
      }

      return [line.x as number[], ...columns] as unknown as uPlot.AlignedData;
    });
    // uPlot tells a gap (null) from a place where only another line has a point (undefined): the join makes that.
    return tables.length === 0 ? [[]] : tables.length === 1 ? tables[0]! : uPlot.join(tables);
  }

  private build(): void {
    const { options } = this;
    const series: uPlot.Series[] = [{}];
    const bands: uPlot.Band[] = [];
    for (const line of options.lines) {
      series.push(lineSeries(line));
      if (line.hasBand) {
        const at = series.length;
        series.push({ points: { show: false } }, { points: { show: false } });
        bands.push({ series: [at + 1, at], fill: () => tint(line.colour, 0.16) });
      }
    }

    const cursor: uPlot.Cursor = {
      y: false,
      drag: { x: options.onZoom !== undefined, y: false, setScale: false, dist: DragMinPixels },
      points: { size: 7 },
      bind: { dblclick: () => () => (options.onZoom?.(null), null) },
    };
    if (options.sync !== undefined) {
      const filters = { pub: (type: string) => type === "mousemove" || type === "mouseleave" };
      cursor.sync = { key: options.sync, scales: ["x", null], filters };
    }

    this.plot = new uPlot(
      {
        width: this.host.clientWidth,
        height: options.height,
        legend: { show: false },
        padding: [8, 24, 0, 0],
        cursor,
        bands,
        series,
        axes: [this.xAxis(), this.yAxis()],
        scales: {
          x: { time: false, range: (_, min, max) => this.xRange(min, max) },
          y: { distr: this.isLog ? 3 : 1, range: (_, min, max) => this.yRange(min, max) },
        },
        hooks: {
          drawAxes: [(plot) => drawMarkers(plot, this.markers)],
          setCursor: [() => this.tellLegend()],
          setSelect: [(plot) => this.onSelect(plot)],
        },
      },
      this.data,
      this.host,
    );
  }

  private xRange(min: number, max: number): [number, number] {
    if (this.zoom !== null) {
      return [this.zoom.from, this.zoom.to];
    }

    return min === null ? [0, 1] : max > min ? [min, max] : [min - 1, max + 1];
  }

  private yRange(min: number | null, max: number | null): [number, number] {
    if (min === null || max === null) {
      return this.isLog ? [0.1, 1] : [0, 1];
    }

    if (this.isLog) {
      const room = Math.max(1.05, (max / min) ** 0.05);
      return [min / room, max * room];
    }

    const [low, high] = roomyRange(min, max);
    const isFromZero = this.options.isFromZero || this.options.unit === "share"; // there is no share below none
    return [isFromZero ? 0 : low, high];
  }

  private xAxis(): uPlot.Axis {
    return { ...axis(), size: 28, space: 58, incrs: StepIncrements, values: (_, at) => at.map(count) };
  }

  private yAxis(): uPlot.Axis {
    const { unit } = this.options;
    const common = { ...axis(), size: 54, space: 34 };
    if (!this.isLog) {
      return { ...common, values: (_, at, __, ___, apart) => at.map((value) => tick(value, apart, unit)) };
    }

    return {
      ...common,
      splits: (plot, _, min, max) => logTicks(min, max, Math.max(2, Math.floor(plot.bbox.height / 40))),
      filter: (_, at) => at,
      values: (_, at) => at.map((value, i) => tick(value, Math.abs((at[i + 1] ?? at[i - 1] ?? 0) - value), unit)),
    };
  }

  private resize(): void {
    const width = this.host.clientWidth;
    if (width > 0 && this.plot !== null && this.plot.width !== width) {
      this.plot.setSize({ width, height: this.options.height });
    }
  }

  private onSelect(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width >= DragMinPixels) {
      const from = Math.floor(plot.posToVal(left, "x"));
      const to = Math.max(from + 1, Math.ceil(plot.posToVal(left + width, "x")));
      plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      this.options.onZoom?.({ from: Math.max(0, from), to });
    }
  }

  /** The values at the cursor, or the newest ones. */
  private tellLegend(): void {
    const at = this.plot?.cursor.idx ?? null;
    this.eachColumn((i, column) => {
      const value = at === null ? newest(column) : nearest(column, at);
      setText(this.values[i]!, value === null ? "–" : label(value, this.options.unit));
    });
  }

  /** What somebody hears who does not see the chart. */
  private tell(): void {
    this.tellLegend();
    const { title, unit, xName } = this.options;
    const steps = this.data[0];
    const parts: string[] = [];
    this.eachColumn((i, column) => {
      const value = newest(column);
      const known = column.filter((one): one is number => typeof one === "number");
      const range =
        known.length < 2 ? "" : `, between ${label(least(known), unit)} and ${label(greatest(known), unit)}`;
      parts.push(`${this.options.lines[i]!.label} ${value === null ? "not known" : label(value, unit)}${range}`);
    });
    const where =
      steps.length === 0
        ? "no values yet"
        : `${parts.join("; ")}; ${xName ?? "step"} ${count(steps[0]!)} to ${count(steps[steps.length - 1]!)}`;
    setAttribute(this.host, "aria-label", `${title}: ${where}`);
  }

  private eachColumn(use: (line: number, column: Column) => void): void {
    let at = 1;
    this.options.lines.forEach((line, i) => {
      use(i, (this.data[at] ?? []) as Column);
      at += line.hasBand ? 3 : 1;
    });
  }
}

function newest(column: Column): number | null {
  return column.findLast((value): value is number => typeof value === "number") ?? null;
}

// The value there, or the one before it: another line's point is between two of this one's.
function nearest(column: Column, at: number): number | null {
  for (let i = at; i >= 0; i--) {
    const value = column[i];
    if (value !== undefined) {
      return value;
    }
  }

  return null;
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b));
}

function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}
