// Around the program: before it is there, say why when it cannot come and what to do when it is slow; when it has failed, say so.
const WORDS = {
  ja: {
    cannot: "このブラウザーでは、このページを表示できません（必要な機能がありません）。別のブラウザーで開いてください。",
    unprotected: "このページは、保護された接続（https で始まるアドレス）でだけ開けます。アドレスを確かめてください。",
    lost: "読み込めませんでした。通信の状態を確かめて、読み込み直してください。",
    sorry: "表示に失敗しました。登録された内容は失われていません。",
    again: "もう一度",
    newer: "新しい版があります。入力が終わったら更新してください。",
    reload: "更新",
    code: "お問い合わせのときの番号：",
    unopened: "申請のページを読み込めませんでした。「保存しました」と出ていた内容は、下書きとして申請先に残っています。送った申請もなくなりません。通信の状態を確かめて、「もう一度」を押してください。お急ぎのときは、お住まいの都道府県の難病の窓口（保健所など）へ、紙でも申請できます。",
  },
  "ja-easy": {
    cannot: "このブラウザーでは この ページを 見（み）ることが できません。ほかの ブラウザーで 開（ひら）いて ください。",
    unprotected: "この ページは https で はじまる アドレスで 開（ひら）いて ください。",
    lost: "ページを 読（よ）みこめませんでした。電波（でんぱ）の 良（よ）い ところで、もう いちど ためして ください。",
    sorry: "ページを 見（み）せることが できませんでした。あなたの 情報（じょうほう）は なくなって いません。",
    again: "もう いちど",
    newer: "この ページが 新（あたら）しく なりました。書（か）きおわったら 「新（あたら）しくする」を おして ください。",
    reload: "新（あたら）しくする",
    code: "聞（き）くときの 番号（ばんごう）：",
    unopened: "申（もう）し込（こ）みの ページを 読（よ）みこめませんでした。「保存（ほぞん）しました」と 出（で）た ものは のこって います。送（おく）った 申（もう）し込（こ）みも なくなって いません。電波（でんぱ）の 良（よ）い ところで 「もう いちど」を おして ください。いそぐ ときは、保健所（ほけんじょ）などの 窓口（まどぐち）で 紙（かみ）でも 申（もう）し込（こ）めます。",
  },
  en: {
    cannot: "This browser cannot show this page (it lacks what the page needs). Please open it in another browser.",
    unprotected: "This page can be opened only over a protected connection (an address that begins with https). Please check the address.",
    lost: "The page could not be loaded. Please check your connection and load it again.",
    sorry: "This page could not be shown. Nothing that was registered is lost.",
    again: "Try again",
    newer: "There is a new version. Please reload when you have finished what you are entering.",
    reload: "Reload",
    code: "Code for the help desk: ",
    unopened: "The application page could not be loaded. What was shown as saved is kept as a draft by the authority, and an application that was sent is not lost. Check your connection and press “Try again”. If it is urgent, you can also apply on paper at your prefecture’s office (such as the public health centre).",
  },
};
const words = () => WORDS[language];
const make = (name, text) => Object.assign(document.createElement(name), { textContent: text });

const help = document.getElementById("boot-help");
const waiting = () => help?.isConnected;
const cannot = (why) => {
  const says = document.getElementById("boot-says");
  if (says) { says.textContent = why; says.setAttribute("role", "alert"); help.hidden = false; }
};
// Where something is missing (ask.js), this page stays and the program does not begin.
const lacks = lacking && words()[lacking];
if (lacks) {
  document.getElementById("boot")?.setAttribute("data-lacks", "");
  cannot(lacks);
}
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
// Where somebody may be filling in a form; the worker asks the same.
const filling = () => /^\/(apply|payments\/receipt)/.test(location.pathname);
// The page of an application that came without its program, mostly for want of a network: what is safe, and what to do.
const unopened = () => {
  if (!waiting()) return;
  cannot(words().unopened);
  help.hidden = true;
  help.after(Object.assign(make("a", words().again), { id: "again", className: "button", href: location.href }));
};
const failed = (error) => {
  const stack = String(error?.stack ?? "");
  if (stack.includes("wasm") && !waiting()) crashed(stack);
  else if (lacks) return;
  else if (location.pathname.startsWith("/apply")) unopened();
  else cannot(words().lost);
};
// A file that did not come, came changed, or does not run. What a sheet or an icon lacks, the page can do without.
addEventListener("error", (event) => {
  if (!(event.target instanceof HTMLLinkElement)) failed(event.error);
}, true);
addEventListener("unhandledrejection", (event) => failed(event.reason));

// The shell (app/worker.js): asked for when the page is there, after a signing out, which takes it away, and whenever somebody comes back to the
// page. The one policy of Trusted Types gives this one address, whatever it is asked, and is made before anything else runs.
const worker = { createScriptURL: () => "/worker.js" };
const address = globalThis.trustedTypes?.createPolicy("shell", worker).createScriptURL("") ?? worker.createScriptURL();
const workers = navigator.serviceWorker;
const tellOfNewer = () => {
  if (document.getElementById("newer")) return;
  const line = Object.assign(make("p", words().newer), { id: "newer", className: "warning" });
  line.setAttribute("role", "status");
  const reload = Object.assign(make("button", words().reload), { type: "button", className: "button button--quiet", onclick: () => location.reload() });
  line.append(" ", reload);
  document.body.prepend(line);
};
const offer = (waiting, isNewer) => {
  // It takes over by itself where nobody is filling in a form, and decides that itself.
  if (!filling()) waiting.postMessage("free");
  if (isNewer) tellOfNewer();
};
const watched = new WeakSet();
const watch = (registration) => {
  if (!registration) return;
  if (registration.waiting) offer(registration.waiting, filling());
  if (watched.has(registration)) return;
  watched.add(registration);
  registration.addEventListener("updatefound", () => {
    const { installing, active } = registration;
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed" && active) offer(installing, true);
    });
  });
};
const settle = async () => {
  try {
    watch(filling() ? await workers?.getRegistration("/") : await workers?.register(address, { updateViaCache: "none" }));
    if (filling()) await (await workers?.getRegistration("/"))?.update();
  } catch {
    // A browser that keeps nothing (a private window, a full disk) works as well without.
  }
};
addEventListener("load", () => setTimeout(settle, 1000));
addEventListener("signed-out", settle);
document.addEventListener("visibilitychange", () => { if (!document.hidden) settle(); });
