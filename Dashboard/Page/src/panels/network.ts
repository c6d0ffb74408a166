import type { App, Panel } from "../app.ts";
import { element } from "../element.ts";

export class NetworkPanel implements Panel {
  readonly title = "Network";
  readonly root = element("section");

  constructor(readonly app: App) {}

  draw(): void {}
}
