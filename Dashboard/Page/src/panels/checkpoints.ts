import type { App, Panel } from "../app.ts";
import { element } from "../element.ts";

export class CheckpointsPanel implements Panel {
  readonly title = "Checkpoints";
  readonly root = element("section");

  constructor(readonly app: App) {}

  draw(): void {}
}
