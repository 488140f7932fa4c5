// From a browser or a bundler, which both know this form of address: the engine is there when the import is.
import start from "./wasm.js";

await start({ module_or_path: new URL("wasm_bg.wasm", import.meta.url) });

export * from "./api.js";
