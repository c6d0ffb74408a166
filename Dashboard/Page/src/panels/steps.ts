import type { App, Panel } from "../app.ts";
import { element } from "../element.ts";

export class StepsPanel implements Panel {
  readonly title = "Steps";
  readonly root = element("section");

  constructor(readonly app: App) {}

  draw(): void {}
}
