import {
  countFacets,
  countOpenFacets,
  listCatalogue,
  listOpenCatalogue,
} from "@/server/catalogue/catalogue.repository";
import type {
  EntryFacets,
  EntryFacetsInput,
  EntryPage,
  ListEntriesInput,
  ListOpenEntriesInput,
  OpenEntryFacets,
  OpenEntryPage,
  OpenFacetsInput,
} from "@/server/catalogue/catalogue.schema";
import { withAccess } from "@/server/catalogue/entry-access";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { getBook } from "@/server/law";

/** One page of the city's catalogue; each entry says what the reader's department may do with it. */
export async function listEntries({ actor, now, tx }: Scope, input: ListEntriesInput): Promise<EntryPage> {
  authorise(actor, "read", "entry", { tenantId: actor.tenantId });
  const view = getBook(actor.tenantId).on(now);
  const { rows, ...counted } = await listCatalogue(tx, actor, input);
  return { ...counted, rows: rows.map((row) => withAccess(row, actor, view)) };
}

/** How many entries have each value that the catalogue is narrowed by, among those that the words find. */
export async function readFacets({ actor, tx }: Scope, input: EntryFacetsInput): Promise<EntryFacets> {
  authorise(actor, "read", "entry", { tenantId: actor.tenantId });
  return countFacets(tx, actor, input);
}

/** One page of what is open to society, as a person outside government is told of it. */
export async function listOpenEntries({ actor, tx }: Scope, input: ListOpenEntriesInput): Promise<OpenEntryPage> {
  authorise(actor, "read", "entry");
  return listOpenCatalogue(tx, actor.tenantId, input);
}

/** How many open entries each department and theme has among those that the text finds. */
export async function readOpenFacets({ actor, tx }: Scope, input: OpenFacetsInput): Promise<OpenEntryFacets> {
  authorise(actor, "read", "entry");
  return countOpenFacets(tx, actor.tenantId, input);
}
