import type { DayWindow } from "./config.ts";

const MINUTE_MS = 60_000;

const DAY_MINUTES = 24 * 60;

/** A window shorter than a day opens and closes within this time, whatever a change of the clocks does to it. */
const LONGEST_SEARCH_MINUTES = 3 * DAY_MINUTES;

/** `HH:MM-HH:MM`, and behind a space the name of a time zone. */
const WRITTEN = /^([01]\d|2[0-3]):([0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)(?: +([\w+/-]+))?$/;

/** The window that `text` says, e.g. `22:00-06:30 Europe/Berlin`; null when it says none. */
export function parseDayWindow(text: string): DayWindow | null {
  const [, hours, minutes, to, zone = null] = WRITTEN.exec(text) ?? [];
  if (hours === undefined || minutes === undefined || to === undefined) return null;
  const from = `${hours}:${minutes}`;
  if (from === to || (zone !== null && !isTimeZone(zone))) return null;
  return { from, to, zone };
}

/** The window as it is written in a config. */
export function formatDayWindow({ from, to, zone }: DayWindow): string {
  return `${from}-${to}${zone === null ? "" : ` ${zone}`}`;
}

/** When a window is or will be open, as wall-clock times: open now and until `closesAt`, or closed until `opensAt`. */
export type WindowState =
  | { readonly kind: "open"; readonly closesAt: number }
  | { readonly kind: "closed"; readonly opensAt: number };

/** Tells when a window opens and closes, by the clocks of its time zone, summer time included. */
export class DayWindowClock {
  readonly #from: number;
  readonly #to: number;
  readonly #format: Intl.DateTimeFormat;

  constructor({ from, to, zone }: DayWindow) {
    this.#from = minuteOf(from);
    this.#to = minuteOf(to);
    this.#format = new Intl.DateTimeFormat("en-GB", {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      ...(zone === null ? {} : { timeZone: zone }),
    });
  }

  /** How the window stands at the wall-clock time `now`, milliseconds. Costs tens of microseconds: keep the answer. */
  stateAt(now: number): WindowState {
    const minute = this.#minuteAt(now);
    const isOpen = this.#isOpen(minute);
    const edge = isOpen ? this.#to % DAY_MINUTES : this.#from;
    const next = Math.floor(now / MINUTE_MS) * MINUTE_MS + ((edge - minute + DAY_MINUTES) % DAY_MINUTES) * MINUTE_MS;
    // Where the clocks are put forward or back before then, only looking at every minute tells.
    const changesAt = this.#minuteAt(next) === edge ? next : this.#searchChange(now, isOpen);
    return isOpen ? { kind: "open", closesAt: changesAt } : { kind: "closed", opensAt: changesAt };
  }

  #searchChange(now: number, isOpen: boolean): number {
    const minute = Math.floor(now / MINUTE_MS);
    let ahead = 1;
    while (ahead < LONGEST_SEARCH_MINUTES && this.#isOpen(this.#minuteAt((minute + ahead) * MINUTE_MS)) === isOpen) {
      ahead += 1;
    }
    return (minute + ahead) * MINUTE_MS;
  }

  #isOpen(minute: number): boolean {
    if (this.#from < this.#to) return minute >= this.#from && minute < this.#to;
    return minute >= this.#from || minute < this.#to;
  }

  /** Minute of the day on the window's own clocks. */
  #minuteAt(now: number): number {
    return minuteOf(this.#format.format(now));
  }
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
