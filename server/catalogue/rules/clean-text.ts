/** Characters without ink: soft hyphens, joiners, marks of direction, selectors of variants, fillers, the byte order mark. */
const INVISIBLE = [
  "\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f",
  "\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufff8",
].join("");
const BLANK = new RegExp(`[\\s${INVISIBLE}]`, "gu");
const UNSEEN = new RegExp(`[${INVISIBLE}]`, "u");
const CONTROL = /\p{Cc}/u;
const MARK_UP = /<\/?[a-z!][^<>]*>|&(?:[a-z]{2,8}|#x?[0-9a-f]{2,6});/i;

/** What is left of a name without width, spaces, capitals and invisible characters (app.catalogue_entry.name_key). */
export function nameKey(name: string): string {
  return name
    .normalize("NFKC")
    .replace(BLANK, "")
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/**
 * What a text carries that is not written to be read; null for a clean one.
 * @param lines whether it may have line breaks and tabs
 */
export function unclean(
  text: string,
  lines: boolean,
): "control-characters" | "invisible-characters" | "mark-up" | null {
  if (CONTROL.test(lines ? text.replace(/[\n\r\t]/g, "") : text)) return "control-characters";
  if (UNSEEN.test(text)) return "invisible-characters";
  return MARK_UP.test(text) ? "mark-up" : null;
}
