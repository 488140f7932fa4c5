// Before anything else, while the sheet and the program are on their way: look whether this browser can, and ask for what the page will show.

// The words of every page; the build writes in the names their content gives them.
const FILES = { ja: "/words/ja.txt", "ja-easy": "/words/ja-easy.txt", en: "/words/en.txt" };
const remembered = (name) => {
  try { return localStorage.getItem(name); } catch { return null; }
};
const language = remembered("language") in FILES ? remembered("language") : "ja";
document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: FILES[language] }));

// What the portal cannot do without (docs/browser.md): a browser that compiles the program, that keeps a content policy, and that is on a
// protected connection. Why it does not begin, as boot.js says it.
const lacking =
  typeof WebAssembly === "undefined" || typeof SecurityPolicyViolationEvent === "undefined"
    ? "cannot"
    : !globalThis.crypto?.subtle && "unprotected";

// Who is signed in, and what there is about them. In memory only; the program takes each answer once (app/src/early.rs), and asks for itself
// what is not here or has lain too long. Not asked: what an officer looks at, and anything after a signing out that the hub has not heard of.
{
  const FRESH = 20;
  const answers = new Map();
  // Whole, so that nothing stays half read while the program is waited for.
  const whole = async (answer) => new Response(await answer.blob(), answer);
  const ask = (address) => {
    const answer = fetch(address, { signal: AbortSignal.timeout?.(30000) }).then(whole);
    answers.set(address, answer.catch(() => null).then((answer) => [answer, Date.now()]));
    return answer;
  };
  const begin = async () => {
    const { person, shown } = await (await ask("/api/v1/me")).clone().json();
    if (!person) return;
    const about = `/api/v1/people/${shown ?? person}`;
    for (const address of [`${about}/facts`, "/api/v1/me/people", `${about}/notices`]) ask(address).catch(() => {});
  };
  // The answer, or nothing where it did not come; and how many seconds ago that was.
  globalThis.early = async (address) => {
    const told = answers.get(address);
    answers.delete(address);
    const [answer, since] = (await told) ?? [];
    const age = (Date.now() - since) / 1000;
    return age < FRESH ? [answer, age] : undefined;
  };
  if (!lacking && !remembered("leaving") && !/^\/(apply|staff)/.test(location.pathname)) begin().catch(() => {});
}

// The program, compiled. To begin is a step of its own: on a slow phone the browser answers whoever touches the page in between.
const compiled = async (program) => {
  const module = await WebAssembly.compileStreaming(program);
  await new Promise((rested) => setTimeout(rested));
  return module;
};
