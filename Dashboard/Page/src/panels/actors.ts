import type { App, Panel } from "../app.ts";
import { element } from "../element.ts";

export class ActorsPanel implements Panel {
  readonly title = "Actors";
  readonly root = element("section");

  constructor(readonly app: App) {}

  draw(): void {}
}
