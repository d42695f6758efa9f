import type { ReviewAnswer } from "@/server/catalogue/review.schema";
import type { Procedure } from "@/server/law";
import { isAsked } from "@/server/law/form-answers";

/**
 * What the acts of a case stated before it published, in the words of its law and in their order.
 * @param values what was said, by field
 */
export function reviewAnswers({ stages }: Procedure, values: Readonly<Record<string, string>>): ReviewAnswer[] {
  const fields = stages.flatMap(({ acts }) => Object.values(acts).flatMap((act) => act.fields));
  const first = new Map([...fields].reverse().map((field) => [field.id, field]));
  return [...new Set(fields.map(({ id }) => id))].flatMap((id): ReviewAnswer[] => {
    const field = first.get(id);
    const value = values[id]?.trim();
    if (!field || !value || !isAsked(field, values)) return [];
    const { title, options, instrument, article, basis, reason } = field;
    const said = options.find((option) => option.value === value)?.title ?? { zh: value, en: value };
    return [{ id, title, value, said, article, basis, ...(instrument && { instrument }), ...(reason && { reason }) }];
  });
}
