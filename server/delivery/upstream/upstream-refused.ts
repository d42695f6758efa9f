import type { UpstreamFailure } from "@/server/delivery/upstream/upstream.schema";

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
