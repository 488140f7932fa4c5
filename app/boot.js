// Before the program is there: say why when it cannot come, and what to do when it is slow.
const says = document.getElementById("boot-says");
const help = document.getElementById("boot-help");
const cannot = (why) => {
  if (says && says.isConnected) { says.textContent = why; says.setAttribute("role", "alert"); help.hidden = false; }
};
// What the portal cannot do without (docs/browser.md): a browser that compiles the program, that keeps a content policy, and that is on a
// protected connection. Where one is missing, this page stays and the program does not begin.
const lacks =
  typeof WebAssembly === "undefined" || typeof SecurityPolicyViolationEvent === "undefined"
    ? "このブラウザーでは、このページを表示できません（必要な機能がありません）。別のブラウザーで開いてください。"
    : !globalThis.crypto?.subtle && "このページは、保護された接続（https で始まるアドレス）でだけ開けます。アドレスを確かめてください。";
if (lacks) {
  document.getElementById("boot")?.setAttribute("data-lacks", "");
  cannot(lacks);
}
setTimeout(() => { if (help && help.isConnected) help.hidden = false; }, 8000);
const lost = () => { if (!lacks) cannot("読み込めませんでした。通信の状態を確かめて、読み込み直してください。"); };
// A file that did not come, came changed, or does not run. What a sheet or an icon lacks, the page can do without.
addEventListener("error", (event) => { if (!(event.target instanceof HTMLLinkElement)) lost(); }, true);
addEventListener("unhandledrejection", lost);
