import { useText } from "@/app/i18n/use-text";
import type { Text } from "@/server/law/types";

/** {zh, en} as words of the reader's language, where a hook cannot stand. */
export function TextOf({ text }: { text: Text }) {
  return useText()(text);
}
