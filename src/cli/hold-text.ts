import type { Hold } from "../core/hold.ts";
import type { LeftOutEndpoint } from "../dispatch/progress.ts";
import { formatCount } from "./format/number.ts";
import { printable } from "./format/text.ts";

/** Most holds end on another day than they begin. */
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** `held until Mon 00:30 by limits.between`, by the machine's own clock. */
export function describeHold(hold: Hold): string {
  const until = new Date(hold.until);
  const clock = [until.getHours(), until.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
  const time = `${WEEKDAYS[until.getDay()]} ${clock}`;
  if (hold.kind === "window") return `held until ${time} by limits.between`;
  const requests = hold.requestsPerDay === 1 ? "1 request" : `${formatCount(hold.requestsPerDay)} requests`;
  return `held until ${time}: ${requests} a day used up`;
}

/** `Claude goes on without http://…: the key is not valid (unauthorized)`. */
export function describeLeftOut(model: string, { endpoint, reason }: LeftOutEndpoint): string {
  return printable(`${model} goes on without ${endpoint}: ${reason.message} (${reason.code})`);
}
