import { readAddress, writeAddress, type Address, type Zoom } from "./data/address.ts";
import { Store } from "./data/store.ts";
import { element } from "./element.ts";

/** One part of the page. It is drawn only while it is seen. */
export interface Panel {
  readonly title: string;
  readonly root: HTMLElement;

  /** What is known or looked for has changed. */
  draw(): void;

  /** It comes into view. */
  onShow?(): void;

  onHide?(): void;

  /** Everything was asked anew after the connection was lost. */
  onReload?(): void;
}

// How long a message stays: time to read two sentences.
const NoticeMilliseconds = 9000;

/** What all panels share: what is known, what is looked for, and a place for messages. */
export class App {
  readonly store = new Store();
  address: Address = readAddress(location.search);
  readonly notices = element("div", { id: "notice", role: "status", "aria-live": "polite" });

  /** Draws soon; set by the page. */
  redraw: () => void = () => undefined;

  /** Changes what is looked for. A step to another panel can be taken back with the browser's button. */
  go(change: Partial<Address>): void {
    const isMove = change.panel !== undefined && change.panel !== this.address.panel;
    // The columns of one panel's table say nothing to another's.
    this.address = { ...this.address, ...(isMove ? { sort: "" } : {}), ...change };
    const url = location.pathname + writeAddress(this.address);
    history[isMove ? "pushState" : "replaceState"](null, "", url);
    this.redraw();
  }

  /** Goes to the charts of the run at a step. */
  goToStep(step: number): void {
    this.go({ panel: "run", zoom: around(step) });
    window.scrollTo({ top: 0 });
  }

  /** A link that leads to another look at the page; it can be opened in a new window. */
  link(change: Partial<Address>, ...children: (Node | string)[]): HTMLAnchorElement {
    const href = location.pathname + writeAddress({ ...this.address, ...change });
    return element<HTMLAnchorElement>(
      "a",
      {
        href,
        onclick: (event) => {
          const click = event as MouseEvent;
          if (!click.ctrlKey && !click.metaKey && !click.shiftKey) {
            event.preventDefault();
            this.go(change);
            window.scrollTo({ top: 0 });
          }
        },
      },
      ...children,
    );
  }

  tell(text: string, isError = false): void {
    const notice = element(isError ? "p.error" : "p", {}, text);
    this.notices.append(notice);
    window.setTimeout(() => notice.remove(), NoticeMilliseconds);
  }

  /** Does what the reader asked for and tells how it went. */
  async act(work: () => Promise<string>): Promise<void> {
    try {
      this.tell(await work());
    } catch (error) {
      this.tell(error instanceof Error ? error.message : String(error), true);
      await this.store.refreshSession(); // it may have ended
    }

    this.redraw();
  }
}

// Enough steps on both sides to see what an event did to the curves.
const AroundSteps = 100;

export function around(step: number): Zoom {
  return { from: Math.max(0, step - AroundSteps), to: step + AroundSteps };
}
