import { z } from "zod";
import { type EntryFacetsInput, entryFacetsInput } from "@/server/catalogue/catalogue.schema";

/** A question of the catalogue under a name of one's own. */
export const saveSearchInput = z.strictObject({
  idempotencyKey: z.uuid(),
  name: z.string().trim().min(1).max(60),
  /** Words and values as `catalogue.list` takes them. */
  question: entryFacetsInput,
  /** Be told when an entry that meets it is new or was changed. */
  subscribed: z.boolean().default(false),
});
export type SaveSearchInput = z.output<typeof saveSearchInput>;

export const subscribeSearchInput = z.strictObject({
  idempotencyKey: z.uuid(),
  searchId: z.uuid(),
  subscribed: z.boolean(),
});
export type SubscribeSearchInput = z.output<typeof subscribeSearchInput>;

export const removeSearchInput = z.strictObject({ idempotencyKey: z.uuid(), searchId: z.uuid() });
export type RemoveSearchInput = z.output<typeof removeSearchInput>;

export interface SavedSearch {
  id: string;
  name: string;
  question: EntryFacetsInput;
  subscribed: boolean;
}
