import { useTranslations } from "next-intl";
import { AccountActions } from "@/app/admin/people/account-actions";
import { RoleActions } from "@/app/admin/people/role-actions";
import { type Column, DataTable } from "@/app/components/data-table";
import { EmptyState } from "@/app/components/empty-state";
import type { Listing } from "@/app/components/listing";
import { Tag } from "@/app/components/tag";
import { When } from "@/app/components/when";
import { useText } from "@/app/i18n/use-text";
import { ASSIGNABLE_ROLES, type AssignableRole, isAdministratorRole, ROLE_HOMES } from "@/server/identity/roles";
import type { DepartmentRow, PersonRow } from "@/server/people/people.schema";

interface PeopleTableProps {
  as: "system_admin" | "security_officer";
  rows: PersonRow[];
  /** Kind of each department, by id: it decides which roles fit. */
  kinds: ReadonlyMap<string, DepartmentRow["kind"]>;
  listing: Listing;
  order: { by: string; direction: "asc" | "desc" };
  page: { number: number; size: number; total: number };
}

export function PeopleTable({ as, rows, kinds, listing, order, page }: PeopleTableProps) {
  const t = useTranslations("admin.people");
  const text = useText();
  const columns: Column<PersonRow>[] = [
    {
      key: "name",
      title: t("name"),
      sort: "name",
      render: (person) => (
        <span className="row" style={{ gap: 6 }}>
          <span className="strong">{person.name}</span>
          {person.self ? <Tag color="blue">{t("self")}</Tag> : null}
          {person.demo ? <Tag>{t("demo")}</Tag> : null}
        </span>
      ),
    },
    { key: "login", title: t("login"), sort: "login", render: ({ login }) => <span className="mono">{login}</span> },
    {
      key: "department",
      title: t("department"),
      render: ({ department }) => (department ? text(department.name) : "–"),
    },
    { key: "roles", title: t("roles"), render: (person) => <Roles as={as} person={person} /> },
    {
      key: "state",
      title: t("state"),
      render: ({ disabledAt }) =>
        disabledAt ? <Tag color="red">{t("disabled")}</Tag> : <Tag color="green">{t("enabled")}</Tag>,
    },
    {
      key: "createdAt",
      title: t("created"),
      sort: "createdAt",
      render: ({ createdAt }) => <When at={createdAt} dateOnly />,
    },
    {
      key: "actions",
      title: t("actions"),
      render: (person) => {
        if (person.self) return <span className="soft">–</span>;
        const { id, name, disabledAt, demo } = person;
        if (as === "system_admin") {
          const resettable = !demo && !person.roles.some(isAdministratorRole) && !disabledAt;
          return <AccountActions id={id} name={name} disabled={disabledAt !== null} resettable={resettable} />;
        }
        return <RoleActions id={id} name={name} offered={rolesFor(person, kinds)} />;
      },
    },
  ];
  return (
    <DataTable
      caption={t("caption")}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      listing={listing}
      order={order}
      page={page}
      empty={<EmptyState title={t("empty")} text={t("emptyText")} />}
    />
  );
}

function Roles({ as, person }: { as: PeopleTableProps["as"]; person: PersonRow }) {
  const t = useTranslations();
  if (person.roles.length === 0) return <span className="soft">{t("admin.people.noRoles")}</span>;
  return (
    <span className="row" style={{ gap: 6 }}>
      {person.roles.map((role) => (
        <span key={role} className="row" style={{ gap: 4 }}>
          <Tag>{t(`frame.roles.${role}`)}</Tag>
          {as === "security_officer" && !person.self && isAssignable(role) ? (
            <RoleActions id={person.id} name={person.name} removes={role} />
          ) : null}
        </span>
      ))}
    </span>
  );
}

/** Roles that may be given: those of the department's kind, and never an administrator's beside another. */
function rolesFor({ roles, department }: PersonRow, kinds: PeopleTableProps["kinds"]): AssignableRole[] {
  const kind = department && kinds.get(department.id);
  if (!kind || roles.some(isAdministratorRole)) return [];
  return ASSIGNABLE_ROLES.filter((role) => {
    const homes: readonly string[] = ROLE_HOMES[role];
    return homes.includes(kind) && !roles.includes(role) && !(isAdministratorRole(role) && roles.length > 0);
  });
}

function isAssignable(role: string): role is AssignableRole {
  return (ASSIGNABLE_ROLES as readonly string[]).includes(role);
}
