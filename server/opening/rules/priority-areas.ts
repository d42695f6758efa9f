import { isStipulated, type PolicyView, type Text } from "@/server/law";

/** The areas in which a city's text has opening come first; none where it names none. */
export function priorityAreas(view: PolicyView): readonly Text[] {
  const legal = view.value("opening.priority_areas");
  return isStipulated(legal) ? legal.value : [];
}
