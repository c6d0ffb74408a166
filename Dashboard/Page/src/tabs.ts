import type { App, Panel } from "./app.ts";
import { PanelNames, type PanelName } from "./data/address.ts";
import { element, setAttribute } from "./element.ts";

/** The row of tabs, by the keyboard pattern for tabs: arrows move, Home and End go to the ends. */
export class Tabs {
  readonly root = element("div.tabs", { role: "tablist", "aria-label": "Panels" });

  private readonly buttons = new Map<PanelName, HTMLButtonElement>();

  constructor(
    private readonly app: App,
    panels: Record<PanelName, Panel>,
  ) {
    for (const name of PanelNames) {
      const button = element<HTMLButtonElement>(
        "button",
        {
          role: "tab",
          id: `tab-${name}`,
          "aria-controls": `panel-${name}`,
          onclick: () => this.choose(name),
          onkeydown: (event) => this.onKey(event as KeyboardEvent, name),
        },
        panels[name].title,
      );
      this.buttons.set(name, button);
      this.root.append(button);
      panels[name].root.classList.add("panel");
      for (const [key, value] of [
        ["id", `panel-${name}`],
        ["role", "tabpanel"],
        ["aria-labelledby", `tab-${name}`],
      ]) {
        panels[name].root.setAttribute(key!, value!);
      }
    }
  }

  draw(): void {
    for (const [name, button] of this.buttons) {
      const isChosen = name === this.app.address.panel;
      setAttribute(button, "aria-selected", String(isChosen));
      setAttribute(button, "tabindex", isChosen ? "0" : "-1");
    }
  }

  private choose(name: PanelName): void {
    this.app.go({ panel: name });
    const button = this.buttons.get(name)!;
    button.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  private onKey(event: KeyboardEvent, name: PanelName): void {
    const at = PanelNames.indexOf(name);
    const last = PanelNames.length - 1;
    const next = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[
      event.key
    ];
    if (next !== undefined) {
      event.preventDefault();
      this.choose(PanelNames[next]!);
      this.buttons.get(PanelNames[next]!)!.focus();
    }
  }
}
