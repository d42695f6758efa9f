import type { UpstreamMapping } from "@/server/delivery/upstream/upstream.schema";

/** How a provider's credential is shown to its interface. */
export interface ShownCredential {
  kind: "none" | "header" | "bearer" | "basic";
  /** Of the header. */
  name: string;
  secret: string;
}

/** The one header that carries a credential. */
export function headersOf({ kind, name, secret }: ShownCredential): Record<string, string> {
  switch (kind) {
    case "none":
      return {};
    case "header":
      return { [name]: secret };
    case "bearer":
      return { Authorization: `Bearer ${secret}` };
    case "basic":
      return { Authorization: `Basic ${Buffer.from(secret, "utf8").toString("base64")}` };
  }
}

/** The address of a page, by the parameters that the mapping names. */
export function pageAddress(address: string, mapping: UpstreamMapping, limit: number, after: string | null): string {
  const url = new URL(address);
  const { paging } = mapping;
  if (paging !== "none" && mapping.limit) url.searchParams.set(mapping.limit, String(limit));
  if (paging !== "none" && mapping.after) {
    const first = paging === "page" ? mapping.first : paging === "offset" ? "0" : null;
    const at = after ?? first;
    if (at !== null) url.searchParams.set(mapping.after, at);
  }
  return url.href;
}

/** A kept credential goes where it was given for, and nowhere else. */
export function isSameOrigin(kept: string | null, asked: string): boolean {
  return kept !== null && URL.canParse(asked) && new URL(kept).origin === new URL(asked).origin;
}
