import type { App, Panel } from "../app.ts";
import { element } from "../element.ts";

export class EventsPanel implements Panel {
  readonly title = "Events";
  readonly root = element("section");

  constructor(readonly app: App) {}

  draw(): void {}
}
