import type { ActorsAnswer, ActorView } from "../api.ts";
import type { App, Panel } from "../app.ts";
import { element, setText } from "../element.ts";
import * as format from "../format.ts";
import { card } from "../parts.ts";
import { readOrder, sortRows, Table, writeOrder, type ColumnOf, type Order } from "../table.ts";

const PollMilliseconds = 2000;

interface TreeRow {
  actor: ActorView;
  depth: number;
}

/** The actors of the coordinator's process, as a tree. */
export class ActorsPanel implements Panel {
  readonly title = "Actors";
  readonly root = element("section");

  private readonly columns = makeColumns();
  private readonly table: Table<TreeRow>;
  private readonly letters = element("span", {});
  private readonly problem = element("p.banner.error", { role: "alert", hidden: true });
  private answer: ActorsAnswer | null = null;
  private timer: number | undefined;

  constructor(private readonly app: App) {
    this.table = new Table(
      "Actors",
      this.columns,
      (row) => row.actor.path,
      (order) => app.go({ sort: writeOrder(order) }),
    );
    this.root.append(this.problem, card("Actors", [this.letters], this.table.root));
  }

  draw(): void {
    const { answer } = this;
    const order = readOrder(this.app.address.sort, "path");
    setText(this.letters, answer === null ? "" : `${format.count(answer.deadLetters)} dead letters`);
    this.letters.className = (answer?.deadLetters ?? 0) > 0 ? "warn" : "quiet";
    this.table.draw(
      tree(answer?.actors ?? [], this.columns, order),
      answer === null ? "Asking…" : "No actor runs.",
      order,
    );
  }

  onShow(): void {
    void this.poll();
  }

  onHide(): void {
    window.clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async poll(): Promise<void> {
    window.clearTimeout(this.timer);
    const isSeen = !document.hidden && this.app.store.client.session.mayRead;
    if (isSeen) {
      try {
        this.answer = await this.app.store.client.get<ActorsAnswer>("api/actors");
        this.problem.hidden = true;
      } catch (error) {
        this.problem.hidden = false;
        setText(this.problem, error instanceof Error ? error.message : String(error));
      }

      this.app.redraw();
    }

    if (this.app.address.panel === "actors") {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.poll(), PollMilliseconds);
    }
  }
}

function makeColumns(): ColumnOf<TreeRow>[] {
  const number = (
    name: string,
    title: string,
    of: (actor: ActorView) => number,
    text: (value: number) => string,
  ): ColumnOf<TreeRow> => ({
    name,
    title,
    isNumber: true,
    sort: (row) => of(row.actor),
    cell: (row) => text(of(row.actor)),
  });
  return [
    { name: "path", title: "Actor", isHeading: true, sort: (row) => row.actor.path, cell: nameCell },
    { name: "type", title: "Type", sort: (row) => row.actor.type, cell: (row) => row.actor.type },
    { name: "dispatcher", title: "Runs on", sort: (row) => row.actor.dispatcher, cell: (row) => row.actor.dispatcher },
    number("mailbox", "Mailbox", (actor) => actor.mailbox, format.count),
    number("bound", "of", (actor) => actor.mailboxMax, format.count),
    number("messages", "Messages", (actor) => actor.messages, format.count),
    number(
      "rate",
      "Messages/s",
      (actor) => actor.messagesPerSecond,
      (value) => value.toFixed(1),
    ),
    number("p50", "p50", (actor) => actor.p50, format.duration),
    number("p99", "p99", (actor) => actor.p99, format.duration),
    number("max", "max", (actor) => actor.max, format.duration),
    number("restarts", "Restarts", (actor) => actor.restarts, format.count),
  ];
}

function nameCell({ actor, depth }: TreeRow): { key: string; make: () => Node } {
  return {
    key: `${actor.path} ${depth}`,
    make: () => {
      const name = element(
        "span.mono",
        { title: actor.path },
        actor.path.slice(actor.path.lastIndexOf("/") + 1) || "/",
      );
      name.style.paddingLeft = `${depth * 18}px`;
      return name;
    },
  };
}

/** Parents before their children; the order is among brothers. */
function tree(actors: readonly ActorView[], columns: readonly ColumnOf<TreeRow>[], order: Order): TreeRow[] {
  const paths = new Set(actors.map((actor) => actor.path));
  const children = new Map<string | null, ActorView[]>();
  for (const actor of actors) {
    const parent = actor.parent !== null && paths.has(actor.parent) ? actor.parent : null;
    children.set(parent, [...(children.get(parent) ?? []), actor]);
  }

  const rows: TreeRow[] = [];
  const visit = (parent: string | null, depth: number) => {
    for (const row of sortRows(
      (children.get(parent) ?? []).map((actor) => ({ actor, depth })),
      columns,
      order,
    )) {
      rows.push(row);
      visit(row.actor.path, depth + 1);
    }
  };
  visit(null, 0);
  return rows;
}
