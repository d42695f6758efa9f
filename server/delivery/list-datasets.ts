import type { PublicActor } from "@/server/db/actor";
import type { Scope } from "@/server/db/context";
import { listDatasetRows, listThemes } from "@/server/delivery/dataset.repository";
import type { DatasetPage, ListDatasetsInput } from "@/server/delivery/portal.schema";

/** Datasets that a city has opened to everyone. */
export async function listDatasets({ actor, tx }: Scope<PublicActor>, input: ListDatasetsInput): Promise<DatasetPage> {
  const found = await listDatasetRows(tx, actor.tenantId, input);
  return { ...found, themes: await listThemes(tx, input) };
}
