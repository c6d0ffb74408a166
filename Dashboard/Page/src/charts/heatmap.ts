import { element, setAttribute, setText } from "../element.ts";
import { count, duration } from "../format.ts";
import { colour, onThemeChange } from "../theme.ts";

const RowHeight = 26;

// The scale ends where one step in fifty lies above: one hiccup does not turn everything else pale.
const TopShare = 0.98;
const Levels = 32;

/** Rows of coloured cells, one a step, on a canvas: a few thousand elements would be slow. */
export class Heatmap {
  readonly root: HTMLElement;

  private readonly names = element("ol.heat-names", { "aria-hidden": "true" });
  private readonly canvas = element<HTMLCanvasElement>("canvas", {});
  private readonly host = element("div.heat-cells", { role: "img" }, this.canvas);
  private readonly scale = element("p.heat-scale.quiet");
  private readonly said = element("p.quiet.heat-said");
  private rows: string[] = [];
  private cells: (number | null)[][] = [];
  private first = 0;
  private pointer: { x: number; y: number } | null = null;

  constructor(private readonly title: string) {
    this.root = element(
      "div",
      {},
      element("div.heat", {}, this.names, this.host),
      element("div.heat-foot", {}, this.said, this.scale),
    );
    this.host.addEventListener("pointermove", (event) => {
      const box = this.host.getBoundingClientRect();
      this.pointer = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
      this.say();
    });
    this.host.addEventListener("pointerleave", () => {
      this.pointer = null;
      this.say();
    });
    new ResizeObserver(() => this.paint()).observe(this.host);
    onThemeChange(() => this.paint());
  }

  /** Seconds by row and step; null where nothing was measured. */
  show(rows: string[], first: number, cells: (number | null)[][]): void {
    this.first = first;
    this.cells = cells;
    if (rows.join() !== this.rows.join()) {
      this.rows = rows;
      this.names.replaceChildren(...rows.map((name) => element("li", {}, name)));
    }

    this.paint();
    this.say();
  }

  private paint(): void {
    const width = this.host.clientWidth;
    const columns = this.cells[0]?.length ?? 0;
    if (width === 0 || columns === 0) {
      return;
    }

    const ratio = window.devicePixelRatio || 1;
    const height = RowHeight * this.rows.length;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.host.style.height = `${height}px`;
    const context = this.canvas.getContext("2d")!;
    const [low, high] = this.range();
    const colours = levels();
    const each = this.canvas.width / columns;
    this.cells.forEach((row, y) =>
      row.forEach((value, x) => {
        const level = value === null ? null : Math.round(((value - low) / (high - low || 1)) * (Levels - 1));
        context.fillStyle = level === null ? colour("--raised") : colours[Math.max(0, Math.min(Levels - 1, level))]!;
        const left = Math.floor(x * each);
        context.fillRect(left, y * RowHeight * ratio, Math.ceil((x + 1) * each) - left, (RowHeight - 2) * ratio);
      }),
    );
    setText(this.scale, `pale ${duration(low)} · strong ${duration(high)} or more`);
  }

  private range(): [number, number] {
    const all = this.cells
      .flat()
      .filter((value) => value !== null)
      .sort((a, b) => a - b);
    return [all[0] ?? 0, all[Math.floor((all.length - 1) * TopShare)] ?? 0];
  }

  private say(): void {
    const columns = this.cells[0]?.length ?? 0;
    const last = this.first + columns - 1;
    const means = this.rows.map((name, y) => {
      const known = this.cells[y]!.filter((value) => value !== null);
      return `${name} ${duration(known.reduce((sum, value) => sum + value, 0) / known.length)}`;
    });
    setAttribute(
      this.host,
      "aria-label",
      columns === 0
        ? `${this.title}: no values yet`
        : `${this.title}: steps ${count(this.first)} to ${count(last)}; means: ${means.join("; ")}`,
    );
    if (this.pointer === null || columns === 0) {
      setText(this.said, columns === 0 ? "No step was measured yet." : `Steps ${count(this.first)} to ${count(last)}`);
      return;
    }

    const x = Math.min(columns - 1, Math.floor(this.pointer.x * columns));
    const y = Math.min(this.rows.length - 1, Math.floor(this.pointer.y * this.rows.length));
    const value = this.cells[y]?.[x];
    setText(this.said, `Step ${count(this.first + x)}, ${this.rows[y]}: ${duration(value)}`);
  }
}

// From almost the ground to the strong colour, mixed evenly.
function levels(): string[] {
  const from = rgb(colour("--accent-soft"));
  const to = rgb(colour("--c5"));
  const middle = rgb(colour("--c1"));
  return Array.from({ length: Levels }, (_, i) => {
    const t = i / (Levels - 1);
    const [a, b, u] = t < 0.5 ? [from, middle, t * 2] : [middle, to, t * 2 - 1];
    return `rgb(${a.map((value, k) => Math.round(value + (b[k]! - value) * u)).join(" ")})`;
  });
}

function rgb(hex: string): number[] {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}
