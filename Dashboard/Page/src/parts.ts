import { element, setText } from "./element.ts";

/** A box with a heading; what stands beside the heading comes as asides. */
export function card(title: string, asides: (Node | string)[], ...children: Node[]): HTMLElement {
  return element(
    "section.card",
    {},
    element("header", {}, element("h2", {}, title), ...asides.map((aside) => element("div.aside", {}, aside))),
    ...children,
  );
}

/** Figures with their names; each is set by its name. */
export class Tiles {
  readonly root = element("dl.tiles");
  private readonly values = new Map<string, HTMLElement>();

  constructor(names: readonly string[]) {
    for (const name of names) {
      const value = element("dd", {}, "–");
      this.values.set(name, value);
      this.root.append(element("div", {}, element("dt", {}, name), value));
    }
  }

  set(name: string, text: string, tone = ""): void {
    const value = this.values.get(name)!;
    setText(value, text);
    value.className = tone;
  }
}

export function button(text: string, onclick: () => void, look = ""): HTMLButtonElement {
  return element<HTMLButtonElement>(`button.button${look}`, { type: "button", onclick }, text);
}

/** A hash whose full text goes to the clipboard. */
export function copyButton(text: () => string, tell: (text: string) => void, what: string): HTMLButtonElement {
  return element<HTMLButtonElement>(
    "button.button.small",
    {
      type: "button",
      "aria-label": `Copy ${what}`,
      onclick: () => {
        // The clipboard is there only on loopback and over HTTPS.
        if (navigator.clipboard === undefined) {
          tell("The browser keeps its clipboard closed over plain HTTP; mark the text by hand.");
        } else {
          navigator.clipboard.writeText(text()).then(
            () => tell(`Copied ${what}.`),
            () => tell("The browser does not allow copying."),
          );
        }
      },
    },
    "Copy",
  );
}

/** A box that scrolls sideways; the keyboard reaches it because it can be focused. */
export function scroll(name: string, ...children: Node[]): HTMLElement {
  return element("div.scroll", { tabindex: 0, role: "region", "aria-label": name }, ...children);
}

/** Replaces the children of a place when what they say has changed, told by the key. */
export class Place {
  private key: string | null = null;

  constructor(readonly root: HTMLElement) {}

  draw(key: string, make: () => Node[]): void {
    if (key !== this.key) {
      this.key = key;
      this.root.replaceChildren(...make());
    }
  }
}
