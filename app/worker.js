// Keeps the shell of one build, so that the portal opens without a network: its page, program, sheet and words, all of them or none. No answer of
// the hub is ever kept: nothing goes into the cache but what is listed here, when this worker is installed.
// The build writes the list, with the hash every file must have; a worker with another list is another worker.
const SHELL = [];
const CACHE = "shell-build";
// The portal's own pages (app/src/route.rs). Everything else goes to the hub as if there were no worker.
const PAGES = new Set(["", "payments", "certificates", "procedures", "notices", "what-if", "claim", "settings", "people", "looks", "sessions", "choose"]);
// Where somebody may be filling in a form.
const FORMS = /^\/(apply|payments\/receipt)/;
// So long a page is waited for before the kept one is shown.
const PATIENCE = 5000;

const NAMES = new Set(SHELL.map(({ address }) => address));
const kept = async (address) => (await caches.open(CACHE)).match(address);

addEventListener("install", (event) => {
  const requests = SHELL.map(({ address, integrity }) => new Request(address, { integrity, cache: address.endsWith("/") ? "no-cache" : "default" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("shell-") && name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))));
});

// The newest page when the hub gives one, so that nobody stays with an old build or its rules; else the kept one.
const page = async (request) => {
  const answer = fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const first = await Promise.race([answer, late]).catch(() => undefined);
  if (first && first.status < 500) return first;
  return (await kept("/")) ?? answer;
};

// An application needs its program and its draft from the hub. Only where the hub gives nothing at all, its kept page says what is safe.
const application = async (request) => {
  const answer = await fetch(request).catch(() => undefined);
  if (answer && answer.status < 500) return answer;
  return (await kept("/apply/")) ?? answer ?? Response.error();
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    const [, place] = pathname.split("/");
    if (PAGES.has(place)) event.respondWith(page(request));
    else if (place === "apply") event.respondWith(application(request));
  } else if (NAMES.has(pathname)) {
    event.respondWith(kept(pathname).then((file) => file ?? fetch(request)));
  }
});

// A new build takes over only while nobody is filling in a form.
const takeOver = async () => {
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!windows.some(({ url }) => FORMS.test(new URL(url).pathname))) await skipWaiting();
};
addEventListener("message", (event) => {
  if (event.data === "free") event.waitUntil(takeOver());
});
