// Before the program is there: say why when it cannot come, and what to do when it is slow.
const says = document.getElementById("boot-says");
const help = document.getElementById("boot-help");
const cannot = (why) => {
  if (says && says.isConnected) { says.textContent = why; says.setAttribute("role", "alert"); help.hidden = false; }
};
if (typeof WebAssembly === "undefined") {
  cannot("このブラウザーでは、このページを表示できません（WebAssembly が使えません）。別のブラウザーで開いてください。");
}
setTimeout(() => { if (help && help.isConnected) help.hidden = false; }, 8000);
addEventListener("error", (event) => { if (event.target instanceof HTMLScriptElement) cannot("読み込めませんでした。通信の状態を確かめて、読み込み直してください。"); }, true);
addEventListener("unhandledrejection", () => cannot("読み込めませんでした。通信の状態を確かめて、読み込み直してください。"));
