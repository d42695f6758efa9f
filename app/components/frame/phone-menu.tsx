"use client";

import { MenuOutlined } from "@ant-design/icons";
import { Drawer } from "antd";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { NavLinks } from "@/app/components/frame/nav-links";
import type { NavItem } from "@/app/components/frame/navigation";

/** On a phone the navigation, and who is signed in, wait behind one button. */
export function PhoneMenu({ items, person }: { items: readonly NavItem[]; person: ReactNode }) {
  const t = useTranslations("frame");
  const [open, setOpen] = useState(false);
  return (
    <div className="frame-menu-button">
      <button
        type="button"
        className="plain-button"
        aria-label={t("menu")}
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        <MenuOutlined aria-hidden style={{ fontSize: 20 }} />
      </button>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        placement="left"
        size={280}
        title={t("menu")}
        styles={{ body: { padding: "12px 0" } }}
      >
        <div className="frame-drawer-person">{person}</div>
        <NavLinks items={items} onNavigate={() => setOpen(false)} />
      </Drawer>
    </div>
  );
}
