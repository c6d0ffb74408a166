import type { App, Panel } from "../app.ts";
import { element } from "../element.ts";

export class ClusterPanel implements Panel {
  readonly title = "Cluster";
  readonly root = element("section");

  constructor(readonly app: App) {}

  draw(): void {}
}
