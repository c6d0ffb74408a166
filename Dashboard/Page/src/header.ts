import type { Snapshot } from "./api.ts";
import type { App } from "./app.ts";
import type { Connection } from "./data/stream.ts";
import { ask } from "./dialogs.ts";
import { drawing, element, setAttribute, setText } from "./element.ts";
import * as format from "./format.ts";
import { pill, runMark } from "./marks.ts";
import { isDark, onThemeChange, toggleTheme } from "./theme.ts";

/** The line at the top: which run, how it is, whether what is seen is live, and the controls. */
export class Header {
  readonly root: HTMLElement;

  private readonly name = element("h1", {}, "RnnCluster");
  private readonly about = element("p", {}, "Dashboard");
  private readonly state = element("span", {});
  private readonly connection = element("span", {});
  private readonly spoken = element("span.visually-hidden", { role: "status" });
  private readonly progress = element("div", {});
  private readonly pause = this.control("Pause", () => this.send(this.isPaused() ? "resume" : "pause"));
  private readonly checkpoint = this.control("Checkpoint", () => this.send("checkpoint"));
  private readonly rate = this.control("Learning rate…", () => this.changeRate());
  private readonly stop = this.control("Stop…", () => this.askToStop(), "danger");
  private readonly logIn = element<HTMLButtonElement>("button.button", { onclick: () => void this.changeSession() });
  private readonly theme = element<HTMLButtonElement>("button.button", { onclick: toggleTheme });
  private shownState = "";
  private shownConnection = "";

  constructor(private readonly app: App) {
    const controls = element(
      "div.controls",
      { role: "group", "aria-label": "Controls" },
      this.pause,
      this.checkpoint,
      this.rate,
      this.stop,
      this.logIn,
      this.theme,
    );
    this.root = element(
      "div",
      {},
      element(
        "div.bar",
        {},
        element("div.brand", {}, logo(), element("div", {}, this.name, this.about)),
        this.state,
        this.connection,
        this.spoken,
        element("span.spring"),
        controls,
      ),
      element("div.thin-progress", { "aria-hidden": "true" }, this.progress),
    );
    onThemeChange(() => this.drawTheme());
    this.drawTheme();
  }

  draw(): void {
    const { snapshot, connection, client } = this.app.store;
    const mayControl = client.session.mayControl;
    if (snapshot !== null) {
      this.drawRun(snapshot);
    }

    const words = connectionWords(connection);
    if (words.text !== this.shownConnection) {
      this.shownConnection = words.text;
      this.connection.replaceChildren(pill(words.text, words.tone, words.shape));
      setText(this.spoken, words.spoken); // without the seconds: nobody wants to hear them counted
    }

    const isOver = this.app.store.isOver() || snapshot === null;
    for (const button of [this.pause, this.checkpoint, this.rate, this.stop]) {
      button.disabled = !mayControl || isOver;
      setAttribute(button, "title", mayControl ? null : "Log in with the run's token to use the controls");
    }

    setText(this.pause, this.isPaused() ? "Resume" : "Pause");
    setText(this.logIn, mayControl ? "Log out" : "Log in");
    this.logIn.classList.toggle("primary", !mayControl);
  }

  private drawRun({ run, status }: Snapshot): void {
    setText(this.name, run.name);
    setText(this.about, `${run.model}, ${format.quantity(run.parameters)} parameters`);
    this.progress.style.width = `${Math.min(100, status.percent)}%`;
    document.title = `${status.percent.toFixed(0)} % ${run.name} · ${status.state}`;
    if (status.state !== this.shownState) {
      this.shownState = status.state;
      this.state.replaceChildren(runMark(status.state));
    }
  }

  private drawTheme(): void {
    setText(this.theme, isDark() ? "Light" : "Dark");
    setAttribute(this.theme, "aria-label", isDark() ? "Light theme" : "Dark theme");
  }

  private control(text: string, work: () => Promise<void>, look = ""): HTMLButtonElement {
    return element<HTMLButtonElement>(
      look === "" ? "button.button" : `button.button.${look}`,
      { disabled: true, onclick: () => void work() },
      text,
    );
  }

  private isPaused(): boolean {
    return this.app.store.snapshot?.status.state === "paused";
  }

  private async send(action: string, body?: unknown): Promise<void> {
    await this.app.act(async () => {
      const answer = await this.app.store.client.control(action, body);
      if (!answer.isAccepted) {
        throw new Error(answer.text);
      }

      return answer.text;
    });
  }

  private async askToStop(): Promise<void> {
    const answer = await ask({
      title: "Stop the run?",
      text: "It finishes the step it is at, writes a checkpoint and ends. It can be resumed from there later.",
      action: "Stop the run",
      isDanger: true,
    });
    if (answer !== null) {
      await this.send("stop");
    }
  }

  private async changeRate(): Promise<void> {
    const { status } = this.app.store.snapshot!;
    const answer = await ask({
      title: "Change the learning rate",
      text: "The change is an amendment: it is recorded and hashed with the run, and a resume repeats it.",
      action: "Change it",
      fields: [
        { name: "rate", label: "Learning rate", type: "number", value: String(status.rate ?? "") },
        { name: "from", label: "From step (empty: as early as possible)", type: "number", isOptional: true },
      ],
    });
    if (answer !== null) {
      const from = answer["from"] === "" ? null : Number(answer["from"]);
      await this.send("learning-rate", { rate: Number(answer["rate"]), from });
    }
  }

  /** Logs in or out. */
  async changeSession(): Promise<void> {
    const { client } = this.app.store;
    if (client.session.mayControl) {
      await this.app.act(async () => {
        const session = await client.logOut();
        if (!session.mayRead) {
          this.app.store.stream.leave();
        }

        return "Logged out.";
      });
      return;
    }

    const answer = await ask({
      title: "Log in",
      text: "The token was printed when the run started, or stands in the file that the run was given.",
      action: "Log in",
      fields: [{ name: "token", label: "Token", type: "password" }],
    });
    if (answer !== null) {
      await this.app.act(async () => {
        const wasOut = !client.session.mayRead;
        const session = await client.logIn(answer["token"]!.trim());
        if (wasOut && session.mayRead) {
          this.app.store.stream.open();
        }

        return session.mayControl ? "Logged in: the controls are yours." : "Logged in for reading.";
      });
    }
  }
}

interface ConnectionWords {
  text: string;
  spoken: string;
  tone: "good" | "warn" | "";
  shape: string;
}

function connectionWords(connection: Connection): ConnectionWords {
  switch (connection.state) {
    case "live":
      return { text: "live", spoken: "The connection is up.", tone: "good", shape: "full" };
    case "closed":
      return { text: "logged out", spoken: "", tone: "", shape: "ring" };
    case "connecting":
      return { text: "connecting", spoken: "", tone: "", shape: "ring" };
    case "waiting":
      return {
        text: `reconnecting in ${connection.seconds} s`,
        spoken: "The connection is lost.",
        tone: "warn",
        shape: "triangle",
      };
    default:
      return { text: "run ended", spoken: "The run has ended.", tone: "", shape: "square" };
  }
}

function logo(): SVGElement {
  return drawing(
    "svg",
    { viewBox: "0 0 32 32", width: 28, height: 28, "aria-hidden": "true" },
    drawing("rect", { width: 32, height: 32, rx: 7, fill: "#1f57b8" }),
    drawing("path", {
      d: "M6 9c3 9 6 13 12 14 3 .4 5 .5 8 .5",
      fill: "none",
      stroke: "#fff",
      "stroke-width": 3,
      "stroke-linecap": "round",
    }),
    drawing("circle", { cx: 24, cy: 10, r: 3.2, fill: "#ffd479" }),
  );
}
