import type { Real } from "./api.ts";

// Numbers for people. Every function takes null for "not known" and says so with a dash.

const Unknown = "–";

/** A loss or a norm: four decimals near one, powers of ten far from it; "NaN" when it is that. */
export function real(value: Real | null | undefined, digits = 4): string {
  if (value === null || value === undefined) {
    return Unknown;
  }

  const number = Number(value);
  if (!Number.isFinite(number)) {
    return String(value);
  }

  const size = Math.abs(number);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    return number.toExponential(2).replace("e+", "e");
  }

  return size >= 1000 ? count(number) : number.toFixed(size >= 100 ? Math.min(digits, 1) : digits);
}

/** A whole number with commas. */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? Unknown : Math.round(value).toLocaleString("en-US");
}

/** A quantity with a prefix: 12.3 k. */
export function quantity(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return Unknown;
  }

  const size = Math.abs(value);
  const [factor, prefix] = size >= 1e9 ? [1e9, " G"] : size >= 1e6 ? [1e6, " M"] : size >= 1e4 ? [1e3, " k"] : [1, ""];
  const scaled = value / factor;
  return scaled.toFixed(Math.abs(scaled) >= 100 || Number.isInteger(scaled) ? 0 : 1) + prefix;
}

/** A quantity a second: 12.3 k/s. */
export function perSecond(value: number | null | undefined): string {
  return value === null || value === undefined ? Unknown : `${quantity(value)}/s`;
}

/** A short duration, in the unit that suits it: 412 ms, 1.24 s, 3 min 20 s. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) {
    return Unknown;
  }

  const size = Math.abs(seconds);
  if (size === 0) {
    return "0 ms";
  }

  if (size < 0.9995e-3) {
    return `${significant(seconds * 1e6)} µs`;
  }

  if (size < 0.9995) {
    return `${significant(seconds * 1e3)} ms`;
  }

  return size < 100 ? `${significant(seconds)} s` : span(seconds);
}

/** A long duration in its two greatest units: 3 d 4 h, 2 h 5 min, 42 s. */
export function span(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) {
    return Unknown;
  }

  const whole = Math.max(0, Math.round(seconds));
  const days = Math.floor(whole / 86400);
  const hours = Math.floor(whole / 3600) % 24;
  const minutes = Math.floor(whole / 60) % 60;
  if (days > 0) {
    return `${days} d ${hours} h`;
  }

  if (hours > 0) {
    return `${hours} h ${minutes} min`;
  }

  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

/** A size in bytes: 12.5 MiB. */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return Unknown;
  }

  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let scaled = value;
  let unit = 0;
  while (scaled >= 1024 && unit < units.length - 1) {
    scaled /= 1024;
    unit++;
  }

  return `${unit === 0 || scaled >= 100 ? scaled.toFixed(0) : scaled.toFixed(1)} ${units[unit]}`;
}

/** A share between 0 and 1 as percent: 12.5 %. */
export function share(value: number | null | undefined, digits = 1): string {
  return value === null || value === undefined ? Unknown : `${(value * 100).toFixed(digits)} %`;
}

/** The time of day, in the reader's own zone. */
export function clock(iso: string): string {
  return new Date(iso).toLocaleTimeString("en-GB");
}

/** Day and time, in the reader's own zone. */
export function moment(iso: string): string {
  const date = new Date(iso);
  const day = date.toLocaleDateString("en-GB", { day: "2-digit", month: "short" });
  return `${day}, ${date.toLocaleTimeString("en-GB")}`;
}

/** The beginning of a hash. */
export function shortHash(hash: string | null): string {
  return hash === null ? Unknown : hash.length > 14 ? `${hash.slice(0, 12)}…` : hash;
}

/** A list as a sentence has it: "1, 2 and 5". */
export function list(items: readonly (string | number)[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}

/** Whole numbers as ranges: 0–3, 7. */
export function ranges(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length;) {
    let j = i;
    while (j + 1 < sorted.length && sorted[j + 1] === sorted[j]! + 1) {
      j++;
    }

    parts.push(j === i ? `${sorted[i]}` : j === i + 1 ? `${sorted[i]}, ${sorted[j]}` : `${sorted[i]}–${sorted[j]}`);
    i = j + 1;
  }

  return parts.length === 0 ? Unknown : parts.join(", ");
}

/** Three digits that count, without trailing noise. */
function significant(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2);
}
