import type { PublicActor } from "@/server/db/actor";
import type { Scope } from "@/server/db/context";
import { getBook } from "@/server/law";
import { countOpening, listCatalogueRows } from "@/server/opening/opening.repository";
import type { ListOpeningCatalogueInput, OpeningCataloguePage } from "@/server/opening/opening.schema";
import { priorityAreas } from "@/server/opening/rules/priority-areas";

/**
 * A city's catalogue of opening, for everybody (抚顺 7, 24, 重庆 22, 乐山 22): each entry with its class, the basis on which
 * it is restricted and its dates, and how far each priority area is covered.
 */
export async function listOpeningCatalogue(
  { actor, now, tx }: Scope<PublicActor>,
  input: ListOpeningCatalogueInput,
): Promise<OpeningCataloguePage> {
  const found = await listCatalogueRows(tx, actor.tenantId, input);
  const { updatedAt, areas: counted } = await countOpening(tx, actor.tenantId);
  const areas = priorityAreas(getBook(actor.tenantId).on(now)).map((area) => {
    const { unconditional = 0, conditional = 0, withheld = 0 } = counted.find(({ zh }) => zh === area.zh) ?? {};
    return { area, unconditional, conditional, withheld };
  });
  return { ...found, updatedAt, areas };
}
