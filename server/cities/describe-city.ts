import type { CityView } from "@/server/cities/city.schema";
import { cityCard } from "@/server/cities/list-cities";
import type { PublicActor } from "@/server/db/actor";
import type { Scope } from "@/server/db/context";
import { getBook, type PolicyView } from "@/server/law";

/** The visited city in its own words, with the article on which its opening classes stand today. */
export function describeCity({ actor, now }: Scope<PublicActor>): CityView {
  const { city, on } = getBook(actor.tenantId);
  const { article, basis } = on(now).value("opening.classes");
  return {
    ...cityCard(city),
    words: city.words,
    authority: city.bodies.authority,
    openingClasses: { article, basis },
    openingRegister: registerOf(on(now)),
    publicRegisters: on(now)
      .registers()
      .some(({ readBy }) => readBy.includes("public")),
  };
}

function registerOf(view: PolicyView): CityView["openingRegister"] {
  const ends = view.procedures().flatMap((procedure) => procedure.ends);
  const entering = ends.find(({ outreach }) => outreach.includes("register-applicant"));
  return entering ? { article: entering.article, basis: entering.basis } : null;
}
