import Link from "next/link";
import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import { hrefOf, type Listing } from "@/app/components/listing";
import { Tag } from "@/app/components/tag";
import { When } from "@/app/components/when";
import { useText } from "@/app/i18n/use-text";
import type { AuditRow } from "@/server/audit/audit.schema";

/** Records as they were written; a person's name narrows the list to theirs. */
export function AuditTable({ rows, listing }: { rows: AuditRow[]; listing: Listing }) {
  const t = useTranslations("admin.audit");
  const text = useText();
  const columns: Column<AuditRow>[] = [
    { key: "at", title: t("at"), render: ({ at }) => <When at={at} /> },
    {
      key: "who",
      title: t("who"),
      render: ({ person }) =>
        person ? (
          <Link
            className="nowrap"
            href={hrefOf(listing, { person: person.id, cursor: undefined })}
            title={t("onlyPerson", { name: person.name })}
          >
            {person.name}
          </Link>
        ) : (
          <span className="soft">{t("system")}</span>
        ),
    },
    { key: "department", title: t("department"), render: ({ department }) => (department ? text(department) : "–") },
    { key: "act", title: t("act"), render: ({ act }) => <ActName act={act} /> },
    { key: "subject", title: t("subject"), render: (row) => <Subject row={row} /> },
    {
      key: "result",
      title: t("result"),
      render: ({ denied }) => (denied ? <Tag color="red">{t("denied")}</Tag> : <Tag color="green">{t("allowed")}</Tag>),
    },
    { key: "detail", title: t("detail"), render: ({ detail }) => <Detail detail={detail} /> },
  ];
  return (
    <DataTable
      caption={t("caption")}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      empty={<EmptyState title={t("empty")} text={t("emptyText")} />}
    />
  );
}

/** `people.disable` by name; `sharing.conditional.approve` as procedure and verb; anything else as it was recorded. */
function ActName({ act }: { act: string }) {
  const t = useTranslations();
  const whole = `admin.audit.actNames.${act.replaceAll(".", "_")}` as "admin.audit.actNames.people_create";
  if (t.has(whole)) return t(whole);
  const at = act.lastIndexOf(".");
  const procedure = `law.procedures.${act.slice(0, at).replaceAll(".", "_")}` as "law.procedures.sharing_conditional";
  const verb = `admin.audit.verbs.${act.slice(at + 1)}` as "admin.audit.verbs.filed";
  if (t.has(procedure) && t.has(verb)) return t("admin.audit.caseAct", { procedure: t(procedure), verb: t(verb) });
  return <span className="mono">{act}</span>;
}

function Subject({ row }: { row: AuditRow }) {
  const t = useTranslations("admin.audit");
  const key = `subjects.${row.subjectKind}` as "subjects.case";
  const kind = t.has(key) ? t(key) : row.subjectKind;
  if (row.subjectKind === "case" && row.subjectId)
    return <Link href={`/workspace/cases/${row.subjectId}`}>{kind}</Link>;
  return kind;
}

/** Number, role, factor and reason in words; whatever else was recorded, as it was recorded. Never a row of data. */
function Detail({ detail }: { detail: unknown }) {
  const t = useTranslations();
  if (typeof detail !== "object" || detail === null || Object.keys(detail).length === 0) return "–";
  const facts: Record<string, unknown> = { ...detail };
  const words = WORDED.flatMap((name) => {
    const value = facts[name];
    if (typeof value !== "string") return [];
    const key = `${WORDS[name]}.${value}` as "frame.roles.auditor";
    return [t("admin.audit.fact", { name: t(`admin.audit.facts.${name}`), value: t.has(key) ? t(key) : value })];
  });
  const others = Object.keys(facts).some((name) => !WORDED.some((each) => each === name));
  return (
    <div>
      {words.map((line) => (
        <div key={line} className="nowrap">
          {line}
        </div>
      ))}
      {others ? (
        <details className="small">
          <summary>{t("admin.audit.raw")}</summary>
          <code>{JSON.stringify(facts)}</code>
        </details>
      ) : null}
    </div>
  );
}

const WORDED = ["number", "role", "factor", "reason"] as const;
/** Where the words for each fact's values stand. */
const WORDS = {
  number: "admin.audit.factValues",
  role: "frame.roles",
  factor: "admin.audit.factValues",
  reason: "admin.audit.reasons",
} as const;
