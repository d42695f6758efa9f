import type { ReactNode } from "react";
import { Frame } from "@/app/components/frame/frame";
import { navigationFor } from "@/app/components/frame/navigation";
import { readStaff } from "@/app/components/frame/staff";
import { ClientMessages } from "@/app/i18n/client-messages";
import type { Area } from "@/app/i18n/messages";

interface StaffFrameProps {
  /** Messages that the client components of this part of the site need. */
  areas: readonly Area[];
  notices?: ReactNode;
  children: ReactNode;
}

/** The frame of the signed-in person: their place, their name, the doors their roles open. */
export async function StaffFrame({ areas, notices, children }: StaffFrameProps) {
  const { me, place } = await readStaff();
  return (
    <ClientMessages areas={areas}>
      <Frame
        place={place.name}
        person={{ name: me.personName, department: me.departmentName, roles: me.roles, demo: me.demo }}
        items={navigationFor(me.permissions)}
        notices={notices}
      >
        {children}
      </Frame>
    </ClientMessages>
  );
}
