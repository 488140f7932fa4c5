// The portal as a module of somebody else's page (docs/embedding.md): mount(element, options), and <pmh-portal> for those who write no script.
// The build writes in the names of its files; all of them lie beside this one.
import init, { mount as enter, unmount as leave } from "./app.js";

const PROGRAM = { name: "app_bg.wasm", integrity: "app-integrity" };
const SHEET = { name: "portal.css", integrity: "sheet-integrity" };
const beside = (name) => new URL(name, import.meta.url);
const SAYS = {
  loading: "読み込んでいます。／ Loading.",
  failed: "表示できませんでした。登録された内容は失われていません。ページを読み込み直してください。／ This could not be shown. Nothing that was registered is lost. Please load the page again.",
};

let running;
let present;
let broken = false;

const make = (name, properties) => Object.assign(document.createElement(name), properties);
const say = (place, text, role) => {
  const line = make("p", { textContent: text });
  line.setAttribute("role", role);
  place.replaceChildren(line);
};
// What begins at the root of this very origin: the session's cookie goes nowhere else.
const path = (text, what) => {
  if (text !== "" && !/^\/(?!\/)[\w./-]*$/.test(text)) throw new TypeError(`${what} must be a path of this origin, such as /iryohi`);
  return text.replace(/\/+$/, "");
};
const program = () => {
  running ??= init({ module_or_path: fetch(beside(PROGRAM.name), { integrity: PROGRAM.integrity }) });
  return running;
};
// A program that has failed is never asked anything again.
const stopped = ({ error, reason }) => {
  if (!present || !String((error ?? reason)?.stack ?? "").includes(PROGRAM.name)) return;
  broken = true;
  say(present.place, SAYS.failed, "alert");
};

/**
 * Puts the portal into an element. Options, all of them optional: `hub` (what stands before the hub's addresses; else the folder this module
 * came from), `base` (what stands before the portal's pages), `start` (the page to begin with, such as "/payments", when the address is no page
 * below `base`), `language` ("ja", "ja-easy", "en"), `apply` (where applications are, when not at the hub), `onNavigate({ address, title })`.
 * Gives what takes it out again: `{ unmount() }`.
 */
export function mount(element, options = {}) {
  if (present) throw new Error("the portal is on this page already; unmount it first");
  const hub = path(options.hub ?? beside(".").pathname, "hub");
  const base = path(options.base ?? "", "base");
  const start = path(options.start ?? "", "start");
  const apply = String(options.apply ?? "");
  const shadow = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  const place = make("div", { className: "pmh", lang: "ja" });
  shadow.replaceChildren(make("link", { rel: "stylesheet", href: beside(SHEET.name), integrity: SHEET.integrity, crossOrigin: "anonymous" }), place);
  say(place, SAYS.loading, "status");
  if (start && [base, `${base}/`].includes(location.pathname)) history.replaceState(history.state, "", base + start);
  const mine = { place, shadow };
  present = mine;
  const tell = (address, title) => {
    options.onNavigate?.({ address, title });
    element.dispatchEvent(new CustomEvent("pmh-navigate", { bubbles: true, detail: { address, title } }));
  };
  addEventListener("error", stopped);
  addEventListener("unhandledrejection", stopped);
  program().then(
    () => {
      if (present !== mine) return;
      if (broken) say(place, SAYS.failed, "alert");
      else enter(place, hub, base, apply, options.language ?? null, tell);
    },
    () => {
      running = undefined;
      say(place, SAYS.failed, "alert");
    },
  );
  return {
    unmount() {
      if (present !== mine) return;
      present = undefined;
      removeEventListener("error", stopped);
      removeEventListener("unhandledrejection", stopped);
      if (!broken) leave();
      shadow.replaceChildren();
    },
  };
}

/** `<pmh-portal hub="…" base="…" start="…" language="…" apply="…">` */
export class PmhPortal extends HTMLElement {
  #mounted;
  connectedCallback() {
    const options = {};
    for (const name of ["hub", "base", "start", "language", "apply"]) {
      if (this.hasAttribute(name)) options[name] = this.getAttribute(name);
    }
    this.#mounted = mount(this, options);
  }
  disconnectedCallback() {
    this.#mounted?.unmount();
    this.#mounted = undefined;
  }
}
if (!customElements.get("pmh-portal")) customElements.define("pmh-portal", PmhPortal);
