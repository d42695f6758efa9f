"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useText } from "@/app/i18n/use-text";
import type { Role } from "@/server/db/actor";
import { signInAsDemoPerson } from "@/server/identity/client-actions";
import type { Text } from "@/server/law/types";

export interface DemoPersonView {
  tenantId: string;
  login: string;
  name: string;
  department: Text | null;
  role: Role;
  /** One of the few that show every side; the others are folded away. */
  featured: boolean;
  /** The page this role begins with. */
  home: string;
}

/** Demonstration people of one place by role; one click signs in and opens the role's first page. */
export function DemoPeople({ people }: { people: DemoPersonView[] }) {
  const t = useTranslations("landing");
  const [entering, setEntering] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  const enter = async ({ tenantId, login, home }: DemoPersonView) => {
    setEntering(login);
    setRefused(false);
    const { ok } = await signInAsDemoPerson({ tenantId, login });
    // A whole page, so that nothing drawn for the former person stays.
    if (ok) return window.location.assign(home);
    setEntering(null);
    setRefused(true);
  };
  const others = people.filter(({ featured }) => !featured);
  return (
    <>
      <Groups people={people.filter(({ featured }) => featured)} entering={entering} onEnter={enter} />
      {others.length > 0 ? (
        <details>
          <summary className="small">{t("morePeople", { count: others.length })}</summary>
          <Groups people={others} entering={entering} onEnter={enter} />
        </details>
      ) : null}
      {refused ? (
        <p className="notice-box is-red" role="alert">
          {t("refused")}
        </p>
      ) : null}
    </>
  );
}

function Groups({
  people,
  entering,
  onEnter,
}: {
  people: DemoPersonView[];
  entering: string | null;
  onEnter: (person: DemoPersonView) => void;
}) {
  const t = useTranslations();
  const text = useText();
  const roles = [...new Set(people.map(({ role }) => role))];
  return (
    <dl className="people">
      {roles.map((role) => (
        <div key={role} style={{ display: "contents" }}>
          <dt>{t(`frame.roles.${role}`)}</dt>
          <dd>
            {people
              .filter((person) => person.role === role)
              .map((person) => {
                const department = person.department ? text(person.department) : "";
                return (
                  <button
                    key={person.login}
                    type="button"
                    className="person"
                    disabled={entering !== null}
                    aria-label={t("landing.enterAs", {
                      name: person.name,
                      department,
                      role: t(`frame.roles.${role}`),
                    })}
                    onClick={() => onEnter(person)}
                  >
                    <span>{entering === person.login ? t("landing.entering") : person.name}</span>
                    <span className="person-place">{department}</span>
                  </button>
                );
              })}
          </dd>
        </div>
      ))}
    </dl>
  );
}
