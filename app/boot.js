// Around the program: before it is there, say why when it cannot come and what to do when it is slow; when it has failed, say so.
const WORDS = {
  ja: {
    cannot: "このブラウザーでは、このページを表示できません（WebAssembly が使えません）。別のブラウザーで開いてください。",
    lost: "読み込めませんでした。通信の状態を確かめて、読み込み直してください。",
    sorry: "表示に失敗しました。登録された内容は失われていません。",
    again: "もう一度",
    code: "お問い合わせのときの番号：",
  },
  "ja-easy": {
    cannot: "このブラウザーでは この ページを 見（み）ることが できません。ほかの ブラウザーで 開（ひら）いて ください。",
    lost: "ページを 読（よ）みこめませんでした。電波（でんぱ）の 良（よ）い ところで、もう いちど ためして ください。",
    sorry: "ページを 見（み）せることが できませんでした。あなたの 情報（じょうほう）は なくなって いません。",
    again: "もう いちど",
    code: "聞（き）くときの 番号（ばんごう）：",
  },
  en: {
    cannot: "This browser cannot show this page (it has no WebAssembly). Please open it in another browser.",
    lost: "The page could not be loaded. Please check your connection and load it again.",
    sorry: "This page could not be shown. Nothing that was registered is lost.",
    again: "Try again",
    code: "Code for the help desk: ",
  },
};
const words = () => {
  let language = "ja";
  try { language = localStorage.getItem("language") ?? language; } catch { /* no storage, no language chosen */ }
  return WORDS[language] ?? WORDS.ja;
};
const make = (name, text) => Object.assign(document.createElement(name), { textContent: text });

const help = document.getElementById("boot-help");
const waiting = () => help?.isConnected;
const cannot = (why) => {
  const says = document.getElementById("boot-says");
  if (says) { says.textContent = why; says.setAttribute("role", "alert"); help.hidden = false; }
};
if (typeof WebAssembly === "undefined") cannot(words().cannot);
setTimeout(() => { if (waiting()) help.hidden = false; }, 8000);

// A program that has failed is never asked anything again: what it showed goes, and with it everything that could call it. The code
// names the build and the place in it, and nothing about anybody.
const crashed = (stack) => {
  const build = /-([0-9a-f]{8})[0-9a-f]*_bg\.wasm/.exec(stack)?.[1] ?? "";
  const place = /wasm-function\[(\d+)\]/.exec(stack)?.[1] ?? "";
  const main = document.createElement("main");
  const sorry = make("p", words().sorry);
  sorry.setAttribute("role", "alert");
  main.append(sorry, Object.assign(make("a", words().again), { className: "button", href: location.href }), make("p", `${words().code}${build}-${place}`));
  document.body.replaceChildren(main);
};
const failed = (error) => {
  const stack = String(error?.stack ?? "");
  if (stack.includes("wasm") && !waiting()) crashed(stack);
  else cannot(words().lost);
};
addEventListener("error", (event) => {
  if (event.target instanceof HTMLScriptElement) cannot(words().lost);
  else failed(event.error);
}, true);
addEventListener("unhandledrejection", (event) => failed(event.reason));
