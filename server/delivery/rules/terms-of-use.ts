import type { UseTerm } from "@/server/delivery/grant.schema";
import { describeValue, isStipulated, PARAMETERS, type PolicyView } from "@/server/law";

/** The questions of a city's book that bind whoever uses shared data. */
const BINDING = [
  "consumer.purpose_limitation",
  "consumer.other_purpose",
  "sharing.third_party",
  "consumer.disguised_forms",
  "consumer.public_release",
  "sharing.commercial_use",
  "sharing.storage",
  "sharing.destroy_when_unused",
] as const;

/** What the law of a day says of the use of shared data, in its own words; what the text leaves open is left out. */
export function termsOfUse(view: PolicyView): UseTerm[] {
  return BINDING.flatMap((key) => {
    const legal = view.value(key);
    if (!isStipulated(legal)) return [];
    const { article, basis, value } = legal;
    return [{ title: PARAMETERS[key].title, text: describeValue(key, value), article, basis }];
  });
}
