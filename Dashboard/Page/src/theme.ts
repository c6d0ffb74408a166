// The theme is an attribute of the document: what the reader chose last, otherwise what the system says.

const Key = "rnncluster-theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");
const listeners: (() => void)[] = [];
let colours = new Map<string, string>();

export function isDark(): boolean {
  return document.documentElement.dataset["theme"] === "dark";
}

export function startTheme(): void {
  apply();
  system.addEventListener("change", apply);
}

export function toggleTheme(): void {
  const chosen = isDark() ? "light" : "dark";
  try {
    const isSystem = (chosen === "dark") === system.matches;
    if (isSystem) {
      localStorage.removeItem(Key); // so that it follows the system again
    } else {
      localStorage.setItem(Key, chosen);
    }
  } catch {
    // A browser that keeps nothing shows the choice until the page is closed.
  }

  set(chosen);
}

export function onThemeChange(listener: () => void): void {
  listeners.push(listener);
}

/** The value of a colour by its name in tokens.css, for what is drawn on a canvas. */
export function colour(name: string): string {
  let value = colours.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    colours.set(name, value);
  }

  return value;
}

/** The same colour, thinner: strength from 0 to 1. */
export function tint(name: string, strength: number): string {
  const value = colour(name);
  return (
    value +
    Math.round(strength * 255)
      .toString(16)
      .padStart(2, "0")
  );
}

function apply(): void {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(Key);
  } catch {
    // The system's choice will do.
  }

  set(kept ?? (system.matches ? "dark" : "light"));
}

function set(theme: string): void {
  document.documentElement.dataset["theme"] = theme;
  colours = new Map();
  for (const listener of listeners) {
    listener();
  }
}
