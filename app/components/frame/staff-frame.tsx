import type { ReactNode } from "react";
import { Frame } from "@/app/components/frame/frame";
import { navigationFor } from "@/app/components/frame/navigation";
import { NoticesBell } from "@/app/components/frame/notices-bell";
import { readStaff } from "@/app/components/frame/staff";
import { InstrumentFoot } from "@/app/components/instrument-foot";
import { load } from "@/app/components/load";
import { ClientMessages } from "@/app/i18n/client-messages";
import type { Area } from "@/app/i18n/messages";
import type { Me } from "@/server/identity/identity.schema";

/**
 * The frame around every page behind the sign-in: the person's place, their name, the doors their roles open, the bell.
 * A section's layout is one line:
 *
 *     export default ({ children }) => <StaffFrame areas={["desk"]}>{children}</StaffFrame>;
 *
 * @param areas message areas that client components of the section use (the shared ones are always there)
 */
export async function StaffFrame({ areas = [], children }: { areas?: readonly Area[]; children: ReactNode }) {
  const { me, place } = await readStaff();
  const items = navigationFor(me.permissions, await hasSomethingToFile(me));
  const receivesNotices = me.tenantKind === "city" && items.some(({ key }) => key === "inbox" || key === "ownCases");
  const unread = receivesNotices
    ? (await load((api) => api.notices.list({ unreadOnly: true, pageSize: 1 }))).unread
    : 0;
  return (
    <ClientMessages areas={areas}>
      <Frame
        place={place.name}
        person={{ name: me.personName, department: me.departmentName, roles: me.roles, demo: me.demo }}
        items={items}
        notices={receivesNotices ? <NoticesBell unread={unread} /> : null}
        foot={place.instrument ? <InstrumentFoot instrument={place.instrument} /> : null}
      >
        {children}
      </Frame>
    </ClientMessages>
  );
}

/** Asked only of people of a city who might file: the city's law decides what there is to begin. */
async function hasSomethingToFile({ tenantKind, permissions }: Me): Promise<boolean> {
  if (tenantKind !== "city" || !navigationFor(permissions).some(({ key }) => key === "file")) return true;
  return (await load((api) => api.cases.procedures({}))).length > 0;
}
