import "./styles/tokens.css";
import "./styles/page.css";
import "./styles/parts.css";
import "./styles/charts.css";
import "./styles/panels.css";
import { App, type Panel } from "./app.ts";
import { PanelNames, readAddress, type PanelName } from "./data/address.ts";
import { button } from "./parts.ts";
import { element, setText } from "./element.ts";
import { Header } from "./header.ts";
import { ActorsPanel } from "./panels/actors.ts";
import { CheckpointsPanel } from "./panels/checkpoints.ts";
import { ClusterPanel } from "./panels/cluster.ts";
import { ComparePanel } from "./panels/compare.ts";
import { EventsPanel } from "./panels/events.ts";
import { NetworkPanel } from "./panels/network.ts";
import { RunPanel } from "./panels/run.ts";
import { StepsPanel } from "./panels/steps.ts";
import { Tabs } from "./tabs.ts";
import { startTheme } from "./theme.ts";

// Four times a second is as often as a number can be read; more would only cost the reader's battery.
const DrawIntervalMilliseconds = 250;

startTheme();
const app = new App();
const panels: Record<PanelName, Panel> = {
  run: new RunPanel(app),
  cluster: new ClusterPanel(app),
  steps: new StepsPanel(app),
  network: new NetworkPanel(app),
  checkpoints: new CheckpointsPanel(app),
  events: new EventsPanel(app),
  actors: new ActorsPanel(app),
  compare: new ComparePanel(app),
};
const header = new Header(app);
const tabs = new Tabs(app, panels);
const problem = element("p.banner.error", { role: "alert", hidden: true });
const locked = element(
  "section.card.locked",
  { hidden: true },
  element("h2", {}, "This dashboard asks for a token"),
  element("p.quiet", {}, "Reading is open only on the machine that the run is on."),
  button("Log in", () => void header.changeSession(), ".primary"),
);
const main = element("main", { id: "main", tabindex: -1 }, problem, locked);
let shown: PanelName | null = null;
let drawnAt = 0;
let timer: number | undefined;

for (const name of PanelNames) {
  panels[name].root.hidden = true;
  main.append(panels[name].root);
}

document.getElementById("page")!.append(element("header.top", {}, header.root, tabs.root), main, app.notices);
document.querySelector(".skip")!.addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});

function show(name: PanelName): void {
  if (shown !== null) {
    panels[shown].onHide?.();
  }

  shown = name;
  for (const other of PanelNames) {
    panels[other].root.hidden = other !== name;
  }

  panels[name].onShow?.();
}

function draw(): void {
  timer = undefined;
  drawnAt = performance.now();
  const { session, isSessionKnown } = app.store.client;
  header.draw();
  tabs.draw();
  locked.hidden = session.mayRead || !isSessionKnown;
  problem.hidden = app.store.problem === "";
  setText(problem, app.store.problem);
  if (session.mayRead && shown !== app.address.panel) {
    show(app.address.panel);
  }

  if (shown !== null) {
    panels[shown].root.hidden = !session.mayRead;
    if (session.mayRead) {
      panels[shown].draw();
    }
  }
}

/** Draws at most every so often, but always once after the last change; a page in the background waits. */
function drawSoon(): void {
  timer ??= window.setTimeout(
    () => requestAnimationFrame(draw),
    Math.max(0, drawnAt + DrawIntervalMilliseconds - performance.now()),
  );
}

app.redraw = () => {
  window.clearTimeout(timer);
  timer = window.setTimeout(draw, 0);
};
app.store.onChange = drawSoon;
app.store.onReload = () => PanelNames.forEach((name) => panels[name].onReload?.());
window.addEventListener("popstate", () => {
  app.address = readAddress(location.search);
  app.redraw();
});
draw();
void app.store.start();
