import vitest from "../vitest.config";
import { PLAYWRIGHT_FILES } from "./e2e/files";

/** Whether vitest or playwright runs the file; the path is relative to the project, with forward slashes. */
export function isTestFile(path: string): boolean {
  const { include = [], exclude = [] } = vitest.test ?? {};
  const { folder, match } = PLAYWRIGHT_FILES;
  return (
    (include.some((glob) => matches(path, glob)) && !exclude.some((glob) => matches(path, glob))) ||
    matches(path, `${folder}/${match}`)
  );
}

/** The part of glob syntax that stands above: `**`, `*` and `{a,b}`. */
function matches(path: string, glob: string): boolean {
  const pattern = glob
    .replace(/[.+^$()|[\]\\]/g, "\\$&")
    .replace(/\{([^}]*)\}/g, (_, list: string) => `(${list.replaceAll(",", "|")})`)
    .replace(/\*\*\/|\*\*|\*/g, (stars) => ({ "**/": "(.*/)?", "**": ".*" })[stars] ?? "[^/]*");
  return new RegExp(`^${pattern}$`).test(path);
}
