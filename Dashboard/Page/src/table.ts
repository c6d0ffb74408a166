import { element, setAttribute, setText } from "./element.ts";
import { scroll } from "./parts.ts";

/** What stands in a cell: a text, or something that is made anew only when its key changes. */
export type Cell = string | { key: string; make: () => Node };

export interface ColumnOf<T> {
  name: string;
  title: string;
  isNumber?: boolean;
  isHeading?: boolean; // names the row
  cell: (row: T) => Cell;
  sort?: (row: T) => number | string | null;
}

/** By which column and which way; written "name" or "-name". */
export interface Order {
  name: string;
  isDescending: boolean;
}

/** A table that keeps its rows: what has not changed is not touched, so a focused button stays focused. */
export class Table<T> {
  readonly root: HTMLElement;

  private readonly body = element("tbody", { role: "rowgroup" });
  private readonly empty = element("p.empty", {});
  private readonly heads = new Map<string, HTMLElement>();
  private readonly rows = new Map<string, { row: HTMLElement; cells: { place: HTMLElement; key: string }[] }>();

  constructor(
    title: string,
    private readonly columns: ColumnOf<T>[],
    private readonly keyOf: (row: T) => string,
    private readonly onSort: ((order: Order) => void) | null = null,
  ) {
    const heads = columns.map((column) => this.head(column));
    // The roles say again what the elements say: a stylesheet that shows a table as blocks would take that away.
    this.root = scroll(
      title,
      element(
        "table",
        { role: "table", "aria-label": title },
        element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...heads)),
        this.body,
      ),
      this.empty,
    );
  }

  draw(rows: readonly T[], none: string, order: Order | null = null): void {
    setText(this.empty, rows.length === 0 ? none : "");
    this.empty.hidden = rows.length > 0;
    for (const [name, head] of this.heads) {
      const isChosen = order?.name === name;
      setAttribute(head, "aria-sort", isChosen ? (order!.isDescending ? "descending" : "ascending") : null);
    }

    const wanted = new Set(rows.map(this.keyOf));
    for (const [key, { row }] of this.rows) {
      if (!wanted.has(key)) {
        row.remove();
        this.rows.delete(key);
      }
    }

    rows.forEach((row, i) => this.drawRow(row, i));
  }

  private drawRow(row: T, at: number): void {
    const key = this.keyOf(row);
    let known = this.rows.get(key);
    if (known === undefined) {
      const cells = this.columns.map((column) => ({
        place: element(column.isHeading ? "th" : "td", {
          role: column.isHeading ? "rowheader" : "cell",
          scope: column.isHeading ? "row" : null,
          class: [`column-${column.name}`, ...(column.isNumber ? ["number"] : [])].join(" "),
        }),
        key: "",
      }));
      known = { row: element("tr", { role: "row" }, ...cells.map((cell) => cell.place)), cells };
      this.rows.set(key, known);
    }

    if (this.body.children[at] !== known.row) {
      this.body.insertBefore(known.row, this.body.children[at] ?? null);
    }

    this.columns.forEach((column, i) => {
      const cell = known.cells[i]!;
      const content = column.cell(row);
      if (typeof content === "string") {
        setText(cell.place, content);
      } else if (content.key !== cell.key) {
        cell.key = content.key;
        cell.place.replaceChildren(content.make());
      }
    });
  }

  private head(column: ColumnOf<T>): HTMLElement {
    const look = column.isNumber ? "th.number" : "th";
    if (this.onSort === null || column.sort === undefined) {
      return element(
        look,
        { scope: "col", role: "columnheader" },
        column.title === "" ? element("span.visually-hidden", {}, "Actions") : column.title,
      );
    }

    const head = element(look, { scope: "col", role: "columnheader" });
    head.append(
      element(
        "button.sort",
        {
          type: "button",
          onclick: () =>
            this.onSort!({
              name: column.name,
              isDescending: head.getAttribute("aria-sort") === "ascending",
            }),
        },
        column.title,
      ),
    );
    this.heads.set(column.name, head);
    return head;
  }
}

export function readOrder(text: string, usual: string): Order {
  const used = text === "" ? usual : text;
  return used.startsWith("-") ? { name: used.slice(1), isDescending: true } : { name: used, isDescending: false };
}

export function writeOrder(order: Order): string {
  return (order.isDescending ? "-" : "") + order.name;
}

/** In order; what is not known or not a number comes last either way. */
export function sortRows<T>(rows: readonly T[], columns: readonly ColumnOf<T>[], order: Order): T[] {
  const by = columns.find((column) => column.name === order.name)?.sort;
  return by === undefined ? [...rows] : [...rows].sort((a, b) => compare(by(a), by(b), order.isDescending));
}

function compare(a: number | string | null, b: number | string | null, isDescending: boolean): number {
  const isMissing = (value: number | string | null) => value === null || Number.isNaN(value);
  if (isMissing(a) || isMissing(b)) {
    return Number(isMissing(a)) - Number(isMissing(b));
  }

  const way = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en");
  return isDescending ? -way : way;
}
