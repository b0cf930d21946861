import { isJsonObject, type JsonObject, stringMember } from "./json.ts";

/** One call as far as it has come. */
interface PartialCall {
  readonly index: unknown;
  members: JsonObject;
  functionMembers: JsonObject;
  argumentPieces: string[];
}

/** Puts tool calls together from the pieces in which they are streamed. */
export class ToolCallDeltas {
  readonly #calls: PartialCall[] = [];

  /** Takes a delta's `tool_calls`; what is no list of objects adds nothing. */
  add(deltas: unknown): void {
    if (!Array.isArray(deltas)) return;
    for (const delta of deltas) if (isJsonObject(delta)) this.#addOne(delta);
  }

  /** The calls in the shape of an answer that is not streamed, in the order in which they began. */
  calls(): JsonObject[] {
    return this.#calls.map(({ members, functionMembers, argumentPieces }) => ({
      ...members,
      function: { ...functionMembers, ...(argumentPieces.length > 0 && { arguments: argumentPieces.join("") }) },
    }));
  }

  #addOne(delta: JsonObject): void {
    const { index, function: called, ...members } = delta;
    const call = this.#find(delta) ?? this.#begin(index);
    call.members = { ...call.members, ...filled(members) };
    if (!isJsonObject(called)) return;
    const { arguments: piece, ...functionMembers } = called;
    call.functionMembers = { ...call.functionMembers, ...filled(functionMembers) };
    if (typeof piece === "string") call.argumentPieces.push(piece);
    // Some servers send them as JSON, whole; they are kept as they are.
    else if (isJsonObject(piece)) call.functionMembers = { ...call.functionMembers, arguments: piece };
  }

  /** The call that a delta goes on with: that of its index, unless it names another; without an index the last one. */
  #find(delta: JsonObject): PartialCall | undefined {
    const call =
      delta["index"] === undefined || delta["index"] === null
        ? this.#calls.at(-1)
        : this.#calls.findLast(({ index }) => index === delta["index"]);
    const id = stringMember(delta, "id");
    const begins = id !== null && stringMember(delta["function"], "name") !== null;
    return call !== undefined && begins && call.members["id"] !== id ? undefined : call;
  }

  #begin(index: unknown): PartialCall {
    const call: PartialCall = { index, members: {}, functionMembers: {}, argumentPieces: [] };
    this.#calls.push(call);
    return call;
  }
}

/** Later pieces repeat members as null or "", which say nothing. */
function filled(members: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== ""));
}
