import type { NodeView, Plan } from "../api.ts";
import type { App, Panel } from "../app.ts";
import { ask } from "../dialogs.ts";
import { drawing, element, setAttribute, setText } from "../element.ts";
import * as format from "../format.ts";
import { NodeColours, nodeMark } from "../marks.ts";
import { lives, type Stretch } from "../members.ts";
import { card, Place, scroll } from "../parts.ts";
import { Table, type ColumnOf } from "../table.ts";

const Colours = 8;
const LaneHeight = 26;
const TimelineWidth = 1000;

/** Who is there, how each of them is, and who holds what. */
export class ClusterPanel implements Panel {
  readonly title = "Cluster";
  readonly root = element("section");

  private readonly table: Table<NodeView>;
  private readonly map = element("ol.shards", { "aria-label": "Shards and who holds them" });
  private readonly owners = new Place(element("ul.legend.owners"));
  private readonly planText = element("span.quiet");
  private readonly lanes = new Place(element("div.timeline"));
  private readonly changes = new Place(element("ol.changes"));
  private shownOwners: (string | null)[] = [];

  constructor(private readonly app: App) {
    this.table = new Table("Nodes", this.columns(), (node) => node.name);
    this.root.append(
      card("Nodes", [], this.table.root),
      card("Shard map", [this.planText], this.map, this.owners.root),
      card(
        "Membership over time",
        [],
        this.lanes.root,
        element(
          "details",
          {},
          element("summary", {}, "Every change with its reason"),
          scroll("Changes of membership", this.changes.root),
        ),
      ),
    );
  }

  draw(): void {
    const { snapshot, events } = this.app.store;
    if (snapshot === null) {
      return;
    }

    this.table.draw(snapshot.nodes, "No node has joined yet.");
    this.drawMap(
      snapshot.plan,
      snapshot.nodes.filter((node) => node.role !== "coordinator").map((node) => node.name),
    );
    const now = Date.parse(snapshot.at) / 1000;
    const stretches = lives(snapshot.nodes, events, now);
    this.drawTimeline(stretches, Date.parse(snapshot.run.startedAt) / 1000, now);
  }

  private columns(): ColumnOf<NodeView>[] {
    const number = (name: string, title: string, text: (node: NodeView) => string): ColumnOf<NodeView> => ({
      name,
      title,
      isNumber: true,
      cell: text,
    });
    return [
      { name: "name", title: "Node", isHeading: true, cell: (node) => node.name },
      {
        name: "state",
        title: "State",
        cell: (node) => ({ key: node.state + node.reason, make: () => stateCell(node) }),
      },
      { name: "role", title: "Role", cell: (node) => node.role },
      number("shards", "Shards", (node) => format.count(node.shards.length)),
      { name: "held", title: "Holds", cell: (node) => format.ranges(node.shards) },
      number("behind", "Behind", (node) => (node.step === null ? "–" : format.count(node.stepsBehind))),
      number("heartbeat", "Heartbeat", (node) =>
        node.heartbeatAge === null ? "–" : format.duration(node.heartbeatAge),
      ),
      number("trip", "Round trip", (node) => (node.roundTrip === null ? "–" : format.duration(node.roundTrip))),
      number("memory", "Memory", (node) => format.bytes(node.residentBytes)),
      { name: "host", title: "Host", cell: (node) => `${node.host}, process ${node.processId}` },
      number("cores", "Cores", (node) => `${node.threads} of ${node.cores}`),
      { name: "lanes", title: "SIMD", cell: (node) => node.lanes },
      { name: "version", title: "Version", cell: (node) => node.version },
      { name: "joined", title: "Joined", cell: (node) => format.moment(node.joinedAt) },
      { name: "drain", title: "", cell: (node) => this.drainCell(node) },
    ];
  }

  private drainCell(node: NodeView): { key: string; make: () => Node } {
    const isPossible = node.role === "worker" && node.state !== "down" && node.state !== "draining";
    const mayControl = this.app.store.client.session.mayControl;
    return {
      key: `${isPossible} ${mayControl}`,
      make: () =>
        isPossible
          ? element(
              "button.button.small",
              {
                type: "button",
                disabled: !mayControl,
                title: mayControl ? null : "Log in with the run's token to use the controls",
                "aria-label": `Drain ${node.name}`,
                onclick: () => void this.drain(node.name),
              },
              "Drain…",
            )
          : document.createTextNode(""),
    };
  }

  private async drain(node: string): Promise<void> {
    const answer = await ask({
      title: `Drain ${node}?`,
      text: "It hands its shards to the others after the step it is at, and leaves. No step is lost.",
      action: `Drain ${node}`,
      isDanger: true,
    });
    if (answer !== null) {
      await this.app.act(async () => {
        const said = await this.app.store.client.control("drain", { node });
        if (!said.isAccepted) {
          throw new Error(said.text);
        }

        return said.text;
      });
    }
  }

  private drawMap(plan: Plan | null, workers: string[]): void {
    const owners = plan?.owners ?? [];
    setText(
      this.planText,
      plan === null ? "No plan yet" : `Plan ${plan.version}, since step ${format.count(plan.from)}`,
    );
    while (this.map.children.length > owners.length) {
      this.map.lastElementChild!.remove();
    }

    owners.forEach((owner, shard) => {
      let cell = this.map.children[shard] as HTMLElement | undefined;
      if (cell === undefined) {
        cell = element("li", {});
        this.map.append(cell);
      }

      const place = owner === null ? "free" : `c${1 + (workers.indexOf(owner) % Colours)}`;
      if (cell.dataset["owner"] !== (owner ?? "")) {
        cell.dataset["owner"] = owner ?? "";
        cell.className = place;
        cell.replaceChildren(element("b", {}, String(shard)), element("span", {}, owner ?? "nobody"));
        if (shard < this.shownOwners.length) {
          void cell.offsetWidth; // begins the animation anew even when it is running
          cell.classList.add("moved");
        }
      }
    });
    this.shownOwners = owners;
    this.owners.draw(workers.join() + owners.join(), () =>
      workers.flatMap((worker, i) => {
        const held = owners.flatMap((owner, shard) => (owner === worker ? [shard] : []));
        return held.length === 0
          ? []
          : [
              element(
                "li",
                {},
                element(`span.swatch.square.c${1 + (i % Colours)}`),
                worker,
                element("b", {}, format.ranges(held)),
              ),
            ];
      }),
    );
  }

  private drawTimeline(all: Map<string, Stretch[]>, start: number, now: number): void {
    const key = [...all].map(([name, lane]) => `${name} ${lane.length} ${lane[lane.length - 1]?.state}`).join();
    const first = Math.min(
      start,
      ...[...all.values()].flatMap((lane) => (lane[0] === undefined ? [] : [lane[0].from])),
    );
    const tenth = Math.floor(now / Math.max(1, (now - first) / 200)); // moves on by pixels, not by updates
    this.lanes.draw(`${key} ${tenth}`, () => [
      ...[...all].map(([name, lane]) =>
        element("div.lane", {}, element("span", {}, name), strip(name, lane, first, now)),
      ),
      element(
        "div.lane",
        { "aria-hidden": "true" },
        element("span"),
        element(
          "div.ends",
          {},
          element("span.quiet", {}, format.moment(new Date(first * 1000).toISOString())),
          element("span.quiet", {}, format.moment(new Date(now * 1000).toISOString())),
        ),
      ),
    ]);
    this.changes.draw(key, () =>
      [...all]
        .flatMap(([name, lane]) => lane.map((one) => ({ name, one })))
        .sort((a, b) => b.one.from - a.one.from)
        .map(({ name, one }) =>
          element(
            "li",
            {},
            element("time", {}, format.moment(new Date(one.from * 1000).toISOString())),
            element("b", {}, name),
            nodeMark(one.state),
            element("span", {}, one.reason),
          ),
        ),
    );
  }
}

function stateCell(node: NodeView): HTMLElement {
  const mark = nodeMark(node.state);
  setAttribute(mark, "title", `${node.reason} Since ${format.moment(node.since)}.`);
  return mark;
}

function strip(name: string, lane: Stretch[], first: number, now: number): SVGElement {
  const scale = TimelineWidth / Math.max(1e-9, now - first);
  const words = lane.map((one) => `${one.state} from ${format.moment(new Date(one.from * 1000).toISOString())}`);
  const svg = drawing("svg", {
    viewBox: `0 0 ${TimelineWidth} ${LaneHeight}`,
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": `${name}: ${words.join("; ")}`,
  });
  for (const one of lane) {
    const isUp = one.state === "up";
    const bar = drawing(
      "rect",
      {
        x: (one.from - first) * scale,
        // A state that lasted too short to be seen is still a pixel and a half wide.
        width: Math.max(2, (one.to - one.from) * scale),
        y: isUp ? 6 : one.state === "down" ? 11 : 3,
        height: isUp ? LaneHeight - 12 : one.state === "down" ? 4 : LaneHeight - 6,
      },
      drawing("title", {}, `${one.state}: ${one.reason}`),
    );
    bar.style.fill = `var(${NodeColours[one.state]})`;
    svg.append(bar);
  }

  return svg;
}
