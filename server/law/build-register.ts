import { citation } from "./build-procedure";
import type { PolicyView } from "./policy-book";
import type { RegisterEntry } from "./schema/registers.schema";
import { type Citation, type Interval, isStipulated, type Register, type RegisterReview } from "./types";

type Cited = Parameters<typeof citation>[0];

/** One dated edition of a register with the values of its date, so that nothing else is needed to keep it. */
export function buildRegister(id: string, entry: RegisterEntry, view: PolicyView): Register {
  const cite = (own: { cites?: string | undefined; basis?: Cited["basis"] | undefined; reason?: Cited["reason"] }) =>
    citedOr(entry.form, own);
  const { concerns, repeats, suspends, certificate } = entry;
  return {
    ...citation(entry),
    id,
    from: entry.from,
    title: entry.title,
    description: entry.description,
    subject: entry.subject,
    keptBy: entry.kept_by,
    readBy: entry.read_by,
    mandatory: entry.mandatory,
    states: entry.states,
    fields: entry.fields.map((field) => ({
      ...cite(field),
      id: field.id,
      title: field.title,
      required: field.required,
      kind: field.kind,
      options: field.options,
      ...(field.when && { when: field.when }),
    })),
    concerns: concerns ?? null,
    review: reviewOf(entry, view),
    checks: entry.checks.map((check) => ({
      ...cite(check),
      id: check.id,
      when: check.when,
      does: check.does,
      says: check.says,
    })),
    compares: entry.compares.map((one) => ({
      ...cite(one),
      id: one.id,
      field: one.field,
      against: one.against,
      says: one.says,
    })),
    repeats: repeats ? { ...cite(repeats), field: repeats.field, unless: repeats.unless } : null,
    replies: entry.replies.map((reply) => ({
      ...cite(reply),
      id: reply.id,
      title: reply.title,
      by: reply.by,
      words: reply.words === "asked",
      awaited: reply.awaited ?? false,
      when: reply.when ?? null,
    })),
    tells: entry.tells.map((tell) => ({ ...cite(tell), to: tell.to, when: tell.when ?? null })),
    opensWhen: entry.opens_when ?? null,
    suspends: suspends ? { ...cite(suspends), title: suspends.title, causes: suspends.causes } : null,
    certificate: certificate ? { ...cite(certificate), title: certificate.title, says: certificate.says } : null,
  };
}

/** What a part cites itself, or what the form as a whole rests on. */
function citedOr(
  form: Cited,
  own: { cites?: string | undefined; basis?: Cited["basis"] | undefined; reason?: Cited["reason"] },
): Citation {
  if (!own.basis) return citation({ ...form, cites: own.cites ?? form.cites });
  return citation({ cites: own.cites ?? form.cites, basis: own.basis, reason: own.reason });
}

function reviewOf({ review }: RegisterEntry, view: PolicyView): RegisterReview | null {
  if (review === "not-stipulated") return null;
  const every = review.every ? view.own<Interval>(review.every) : null;
  return {
    every: every && isStipulated(every) ? every : null,
    countsFrom: review.counts_from ?? null,
    next: review.next ?? null,
    counts: review.counts,
    closed: review.closed ?? null,
  };
}
