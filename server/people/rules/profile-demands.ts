import { isStipulated, type LegalValue, PARAMETERS, type PolicyView, type Text } from "@/server/law";
import type {
  ContactRole,
  DocumentRole,
  KeptDemand,
  ProfileDemand,
  ProfileInput,
} from "@/server/people/profile.schema";

const HEAD: Text = { zh: "主要负责人姓名", en: "Name of the head" };
const CHIEF_DATA_OFFICER: Text = { zh: "首席数据官", en: "Chief data officer" };

/** What the city's text asks a department to state of itself, on one day: in its profile, or in a register of the city. */
export function profileDemands(view: PolicyView): { demands: ProfileDemand[]; kept: KeptDemand[] } {
  const registers = view.registers();
  const demands: ProfileDemand[] = [];
  const kept: KeptDemand[] = [];
  for (const one of allDemands(view)) {
    const register = registers.find(({ states }) => states.some((part) => part === one.asks));
    if (register) kept.push({ ...one, register: { id: register.id, title: register.title } });
    else demands.push(one);
  }
  return { demands, kept };
}

function allDemands(view: PolicyView): ProfileDemand[] {
  const head = view.value("org.department.head_is_first_responsible");
  const contacts = view.value("org.department.contacts");
  const documents = view.value("org.department.rules");
  const cdo = view.value("org.department.cdo");
  const contactWords = PARAMETERS["org.department.contacts"].words;
  const documentWords = PARAMETERS["org.department.rules"].words;
  return [
    ...(isStipulated(head) && head.value ? [demand("head", HEAD, head)] : []),
    ...(isStipulated(contacts) ? contacts.value.map((role) => demand(role, wordOf(contactWords, role), contacts)) : []),
    ...(isStipulated(cdo)
      ? [{ ...demand("chief-data-officer", CHIEF_DATA_OFFICER, cdo), optional: cdo.value !== "required" }]
      : []),
    ...(isStipulated(documents)
      ? documents.value.map((role) => demand(role, wordOf(documentWords, role), documents))
      : []),
  ];
}

/** Which demands a profile does not meet; what is only encouraged is never missing. */
export function missingIn(
  { head, contacts, documents }: ProfileInput,
  demands: readonly ProfileDemand[],
): ProfileDemand["asks"][] {
  const stated = new Set<string>([
    ...(head ? ["head"] : []),
    ...contacts.map(({ role }) => role),
    ...documents.map(({ role }) => role),
  ]);
  return demands.filter(({ asks, optional }) => !optional && !stated.has(asks)).map(({ asks }) => asks);
}

function demand(
  asks: "head" | ContactRole | DocumentRole,
  title: Text,
  { article, basis, reason }: LegalValue<unknown>,
): ProfileDemand {
  return { asks, title, optional: false, source: { article, basis, ...(reason && { reason }) } };
}

function wordOf(words: Record<string, Text>, role: string): Text {
  return words[role] ?? { zh: role, en: role };
}
