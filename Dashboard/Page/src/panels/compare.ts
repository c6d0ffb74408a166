import type { App, Panel } from "../app.ts";
import { element } from "../element.ts";

export class ComparePanel implements Panel {
  readonly title = "Compare";
  readonly root = element("section");

  constructor(readonly app: App) {}

  draw(): void {}
}
