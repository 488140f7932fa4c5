// The seven commands, as functions from plain objects to plain objects. JSON text goes through the engine, so that a rate
// keeps the digits it was written with and the answers are the command line's.
import { __wbg_reset_state as startAfresh, answer } from "./wasm.js";

/** A document the engine refused. `code` and `field` are stable and for programs; `detail` is for whoever repairs the sender. */
export class EngineError extends Error {
  constructor({ code, field, detail }, options) {
    super([code, field && `at ${field}`, detail && `(${detail})`].filter(Boolean).join(" "), options);
    this.name = "EngineError";
    this.code = code;
    this.field = field;
    this.detail = detail;
  }
}

/** JSON text in, JSON text out: for documents that are text already, and for numbers above 2^53. */
export function answerText(command, text) {
  try {
    return answer(String(command), String(text));
  } catch (thrown) {
    if (typeof thrown === "string") throw new EngineError(JSON.parse(thrown).error);
    // Out of memory, most likely. The instance that failed is not trusted again.
    startAfresh();
    throw new EngineError({ code: "engine.failed", field: "", detail: String(thrown) }, { cause: thrown });
  }
}

function asText(document) {
  let text;
  try {
    text = JSON.stringify(document);
  } catch (cause) {
    throw new EngineError({ code: "json.malformed", field: "", detail: String(cause) }, { cause });
  }
  // A function or nothing at all has no text.
  return text ?? "";
}

const command = (name) => (document) => JSON.parse(answerText(name, asText(document)));

export const ledger = command("ledger");
export const split = command("split");
export const watch = command("watch");
export const apportion = command("apportion");
export const startDate = command("start-date");
export const view = command("view");
export const explain = command("explain");
