/** Why an upstream gave nothing that can be passed on. The same words are kept in app.access_outcome. */
export const UPSTREAM_FAILURES = [
  "not-allowed",
  "unresolved",
  "unreachable",
  "timeout",
  "redirect",
  "status",
  "too-large",
  "encoded",
  "cut",
  "not-json",
  "not-rows",
  "too-many-rows",
  "bad-value",
  "credential",
] as const;
export type UpstreamFailure = (typeof UPSTREAM_FAILURES)[number];

/** An upstream's answer that is not passed on; carries no word of it. */
export class UpstreamRefused extends Error {
  override readonly name = "UpstreamRefused";
  constructor(
    readonly why: UpstreamFailure,
    /** Status, bytes, milliseconds: what goes on record. */
    public took: Record<string, number> = {},
  ) {
    super(why);
  }
}
