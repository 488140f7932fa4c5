// The built package, found the way its users find it: by its name, through `exports`.
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** The folder that `cargo xtask build` made. */
export const folder = resolve(process.env.PMH_PACKAGE ?? "target/js/engine");

const inside = createRequire(resolve(folder, "package.json"));

export const engine = await import(pathToFileURL(inside.resolve("@pmh-portal/engine")).href);
