import type { EventKind, EventsAnswer, EventView } from "../api.ts";
import { around, type App, type Panel } from "../app.ts";
import { joinEvents } from "../data/joining.ts";
import { element, setText } from "../element.ts";
import * as format from "../format.ts";
import { pill } from "../marks.ts";
import { button, card } from "../parts.ts";
import { Table, type ColumnOf } from "../table.ts";

const Kinds: readonly EventKind[] = [
  "failure",
  "member",
  "moved",
  "damage",
  "plan",
  "waiting",
  "paused",
  "amendment",
  "operator",
  "warning",
  "validation",
  "checkpoint",
  "stopped",
];

// What a reader scrolls through; who looks for something older narrows the filter.
const ShownMax = 500;

/** What happened, and when. */
export class EventsPanel implements Panel {
  readonly title = "Events";
  readonly root = element("section");

  private readonly boxes = new Map<EventKind, HTMLInputElement>();
  private readonly node = element<HTMLSelectElement>("select", {});
  private readonly text = element<HTMLInputElement>("input", { type: "search", placeholder: "words" });
  private readonly said = element("span.quiet", {});
  private readonly table: Table<EventView>;
  private readonly clear: HTMLButtonElement;

  /** What the server has for this filter, beyond what everybody gets. */
  private found: EventView[] = [];
  private total = 0;
  private asked = "";

  constructor(private readonly app: App) {
    for (const kind of Kinds) {
      this.boxes.set(kind, element<HTMLInputElement>("input", { type: "checkbox", onchange: () => this.filter() }));
    }

    this.node.addEventListener("change", () => this.filter());
    this.text.addEventListener("input", () => this.filter());
    this.clear = button("Show all", () => app.go({ kinds: [], node: "", text: "" }));
    this.table = new Table("Events", this.columns(), (event) => String(event.number));
    this.table.root.classList.add("tall", "stacked");
    const kinds = element(
      "fieldset.chips",
      {},
      element("legend.visually-hidden", {}, "Kinds of events"),
      ...Kinds.map((kind) => element("label", {}, this.boxes.get(kind)!, kind)),
    );
    this.root.append(
      element(
        "section.card.filters",
        { "aria-label": "Filters" },
        kinds,
        element(
          "div.toolbar",
          {},
          element("label", {}, "Node", this.node),
          element("label", {}, "Text", this.text),
          this.clear,
        ),
      ),
      card("Events, newest first", [this.said], this.table.root),
    );
  }

  draw(): void {
    const { snapshot, events } = this.app.store;
    const { kinds, node, text } = this.app.address;
    this.drawFilters(snapshot?.nodes.map((one) => one.name) ?? []);
    this.ask();
    const words = text.toLowerCase();
    const rows = joinEvents(this.found, events)
      .filter(
        (event) =>
          (kinds.length === 0 || kinds.includes(event.kind)) &&
          (node === "" || event.node === node) &&
          (words === "" || event.text.toLowerCase().includes(words)),
      )
      .slice(-ShownMax)
      .toReversed();
    const isMore = this.total > rows.length && words === "";
    setText(this.said, `${format.count(rows.length)}${isMore ? ` of ${format.count(this.total)}` : ""} shown`);
    this.table.draw(rows, "No event fits.");
  }

  onReload(): void {
    this.asked = "";
  }

  private columns(): ColumnOf<EventView>[] {
    return [
      { name: "at", title: "Time", cell: (event) => format.moment(event.at) },
      {
        name: "step",
        title: "Step",
        isNumber: true,
        cell: (event) => ({ key: String(event.step), make: () => this.stepLink(event) }),
      },
      {
        name: "kind",
        title: "Kind",
        cell: (event) => ({ key: event.kind + event.severity, make: () => kindMark(event) }),
      },
      { name: "node", title: "Node", cell: (event) => event.node ?? "" },
      {
        name: "text",
        title: "What happened",
        isHeading: false,
        cell: (event) => ({
          key: event.text + JSON.stringify(event.failure),
          make: () => words(event),
        }),
      },
    ];
  }

  private stepLink(event: EventView): HTMLElement {
    const link = this.app.link({ panel: "run", zoom: around(event.step) }, format.count(event.step));
    link.setAttribute("aria-label", `${format.count(event.step)}, show this step in the charts`);
    return link;
  }

  private drawFilters(nodes: string[]): void {
    const { kinds, node, text } = this.app.address;
    for (const [kind, box] of this.boxes) {
      box.checked = kinds.includes(kind);
    }

    const options = ["", ...new Set([...nodes, ...(node === "" ? [] : [node])])];
    if (this.node.options.length !== options.length) {
      this.node.replaceChildren(
        ...options.map((name) => element("option", { value: name }, name === "" ? "all" : name)),
      );
    }

    this.node.value = node;
    if (document.activeElement !== this.text) {
      this.text.value = text;
    }

    this.clear.disabled = kinds.length === 0 && node === "" && text === "";
  }

  private filter(): void {
    const kinds = Kinds.filter((kind) => this.boxes.get(kind)!.checked);
    this.app.go({ kinds, node: this.node.value, text: this.text.value });
  }

  /** Asks for what fits the filter, once for each filter. */
  private ask(): void {
    const { kinds, node } = this.app.address;
    const query = new URLSearchParams({ after: "0", limit: String(ShownMax) });
    if (kinds.length > 0) {
      query.set("kinds", kinds.join(","));
    }

    if (node !== "") {
      query.set("node", node);
    }

    const address = `api/events?${query}`;
    if (address !== this.asked && this.app.store.snapshot !== null) {
      this.asked = address;
      this.app.store.client.get<EventsAnswer>(address).then(
        (answer) => {
          if (address === this.asked) {
            this.found = answer.events;
            this.total = answer.total;
            this.app.redraw();
          }
        },
        () => undefined,
      );
    }
  }
}

function kindMark(event: EventView): HTMLElement {
  return event.severity === "error"
    ? pill(event.kind, "bad", "cross")
    : event.severity === "warning"
      ? pill(event.kind, "warn", "triangle")
      : pill(event.kind, "", "ring");
}

function words(event: EventView): HTMLElement {
  const { failure } = event;
  const said = element("div.event-text", {}, event.text);
  if (failure !== null) {
    const recovery =
      failure.recoveredAfter === null
        ? "not recovered yet"
        : `recovered ${format.duration(failure.recoveredAfter)} later`;
    said.append(
      element(
        "div.quiet",
        {},
        `Found after ${format.duration(failure.foundAfter)}, ${recovery}, ` +
          `${format.count(failure.shardsMoved)} shards moved, ${format.count(failure.stepsLost)} steps lost`,
      ),
    );
  }

  return said;
}
