export const PanelNames = ["run", "cluster", "steps", "network", "checkpoints", "events", "actors", "compare"] as const;

export type PanelName = (typeof PanelNames)[number];

/** A range of steps that the charts show, both ends included. */
export interface Zoom {
  from: number;
  to: number;
}

/** What the address of the page says: which panel, and how it is looked at. A link to it shows the same. */
export interface Address {
  panel: PanelName;
  zoom: Zoom | null;
  smoothing: number; // 0 to 0.99
  isLog: boolean;
  kinds: string[];
  node: string;
  text: string;
  runs: string[];
  sort: string;
}

const Defaults: Address = {
  panel: "run",
  zoom: null,
  smoothing: 0.6,
  isLog: false,
  kinds: [],
  node: "",
  text: "",
  runs: [],
  sort: "",
};

/** Reads the part of an address after the question mark; what makes no sense there is left out. */
export function readAddress(query: string): Address {
  const values = new URLSearchParams(query);
  const panel = values.get("panel") as PanelName;
  const [from, to] = (values.get("steps") ?? "").split("-").map((part) => (part === "" ? NaN : Number(part)));
  const isRange = from !== undefined && to !== undefined && Number.isInteger(from) && Number.isInteger(to) && from < to;
  const smoothing = Number(values.get("smoothing") ?? Defaults.smoothing);
  return {
    panel: PanelNames.includes(panel) ? panel : Defaults.panel,
    zoom: isRange ? { from, to } : null,
    smoothing: smoothing >= 0 && smoothing <= 0.99 ? smoothing : Defaults.smoothing,
    isLog: values.get("scale") === "log",
    kinds: words(values.get("kinds")),
    node: values.get("node") ?? "",
    text: values.get("text") ?? "",
    runs: words(values.get("runs")),
    sort: values.get("sort") ?? "",
  };
}

/** The address as text with its question mark; empty when it says only what is so anyway. */
export function writeAddress(address: Address): string {
  const values = new URLSearchParams();
  const set = (name: string, value: string, usual: string) => {
    if (value !== usual) {
      values.set(name, value);
    }
  };
  set("panel", address.panel, Defaults.panel);
  set("steps", address.zoom === null ? "" : `${address.zoom.from}-${address.zoom.to}`, "");
  set("smoothing", String(address.smoothing), String(Defaults.smoothing));
  set("scale", address.isLog ? "log" : "", "");
  set("kinds", address.kinds.join(","), "");
  set("node", address.node, "");
  set("text", address.text, "");
  set("runs", address.runs.join(","), "");
  set("sort", address.sort, "");
  const text = values.toString().replaceAll("%2C", ",");
  return text === "" ? "" : `?${text}`;
}

function words(value: string | null): string[] {
  return value === null || value === "" ? [] : value.split(",");
}
