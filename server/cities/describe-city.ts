import type { CityView } from "@/server/cities/city.schema";
import { cityCard } from "@/server/cities/list-cities";
import { scopeNotices } from "@/server/cities/scope-notices";
import type { PublicActor } from "@/server/db/actor";
import type { Scope } from "@/server/db/context";
import { getBook, type PolicyView } from "@/server/law";

/** The visited city in its own words, with the article on which its opening classes stand today. */
export function describeCity({ actor, now }: Scope<PublicActor>): CityView {
  const { city, on } = getBook(actor.tenantId);
  const view = on(now);
  const { article, basis } = view.value("opening.classes");
  return {
    ...cityCard(city, now),
    words: city.words,
    authority: city.bodies.authority,
    openingClasses: { article, basis },
    openingRegister: registerOf(view),
    publicRegisters: view.registers().some(({ readBy }) => readBy.includes("public")),
    scope: scopeNotices(view),
  };
}

function registerOf(view: PolicyView): CityView["openingRegister"] {
  const ends = view.procedures().flatMap((procedure) => procedure.ends);
  const entering = ends.find(({ outreach }) => outreach.includes("register-applicant"));
  return entering ? { article: entering.article, basis: entering.basis } : null;
}
