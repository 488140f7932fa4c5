// The copy for times without a network, where the person has asked for it: what the hub told last, sealed with a key that this browser uses and
// never shows, for half a day at most (docs/browser.md). Called by app/src/copy.rs.
const LIFE = 12 * 60 * 60 * 1000;
const PLACE = "copy";
const SEAL = "AES-GCM";

const open = () =>
  new Promise((resolve, reject) => {
    const asked = indexedDB.open(PLACE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(PLACE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });
const within = async (mode, use) => {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const deed = database.transaction(PLACE, mode);
      const asked = use(deed.objectStore(PLACE));
      deed.oncomplete = () => resolve(asked.result);
      deed.onerror = deed.onabort = () => reject(deed.error);
    });
  } finally {
    database.close();
  }
};
const forget = () =>
  new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(PLACE);
    asked.onsuccess = asked.onerror = asked.onblocked = resolve;
  });
// Bound to the seal: the form, whose copy it is, and since when.
const bound = (who, since) => new TextEncoder().encode(`1 ${who} ${since}`);

// One after another: what is forgotten after it was kept stays forgotten.
let last = Promise.resolve();
const next = (deed) => (last = last.then(deed, deed));

globalThis.copy = {
  keep: (who, text) =>
    next(async () => {
      const since = Date.now();
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const key = await crypto.subtle.generateKey({ name: SEAL, length: 256 }, false, ["encrypt", "decrypt"]);
      const how = { name: SEAL, iv, additionalData: bound(who, since) };
      const sealed = await crypto.subtle.encrypt(how, key, new TextEncoder().encode(text));
      await within("readwrite", (store) => store.put({ key, iv, since, sealed }, PLACE));
    }),
  take: (who) =>
    next(async () => {
      const { key, iv, since, sealed } = (await within("readonly", (store) => store.get(PLACE))) ?? {};
      const age = Date.now() - since;
      if (age >= 0 && age <= LIFE) {
        const how = { name: SEAL, iv, additionalData: bound(who, since) };
        return new TextDecoder().decode(await crypto.subtle.decrypt(how, key, sealed));
      }
      await forget();
      return null;
    }),
  forget: () => next(forget),
};
