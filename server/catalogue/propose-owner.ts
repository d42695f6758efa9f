import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { getBook, isStipulated, type PolicyBook, type Text } from "@/server/law";

/** The department that the city's text makes answerable for data of a subject. */
export interface ProposedOwner {
  code: string;
  name: Text;
  domain: Text;
  article: string;
}

/** Who should enter data of this name: the department its subject names, or by which article whoever generates it. */
export interface OwnerProposal {
  owner: ProposedOwner | null;
  /** Article by which the generating department answers for all else; null where the text is silent. */
  fallback: string | null;
}

/** Proposes the owner of a new entry by its name and field, by the domains of the city's own text (抚顺 12–19). */
export async function proposeOwner({ actor, now }: Scope, { text }: { text: string }): Promise<OwnerProposal> {
  authorise(actor, "read", "entry");
  const book = getBook(actor.tenantId);
  const fallback = book.on(now).value("org.default_owner.fallback");
  return { owner: proposedOwner(book, now, text), fallback: isStipulated(fallback) ? fallback.article : null };
}

/** The domain with the longest word that the text contains; null where the city maps no domains or none fits. */
export function proposedOwner(book: PolicyBook, now: Date, text: string): ProposedOwner | null {
  const mapped = book.on(now).value("org.default_owner.domain_map");
  if (!isStipulated(mapped) || !mapped.value) return null;
  const fitting = book.departments.flatMap(({ code, names, domains }) =>
    domains.flatMap((domain) => {
      const { zh, en, article, keywords = [] } = domain;
      if (!article) return [];
      const words = [...zh.split(/[、与和（）]/), ...keywords].filter((word) => word.length > 1 && text.includes(word));
      const length = Math.max(0, ...words.map((word) => word.length));
      return length > 0 ? [{ length, owner: { code, name: names, domain: { zh, en }, article } }] : [];
    }),
  );
  return fitting.sort((a, b) => b.length - a.length)[0]?.owner ?? null;
}
