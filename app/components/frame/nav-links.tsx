"use client";

import {
  AuditOutlined,
  BarChartOutlined,
  CheckSquareOutlined,
  ClusterOutlined,
  DashboardOutlined,
  DatabaseOutlined,
  EditOutlined,
  FileProtectOutlined,
  FileTextOutlined,
  HistoryOutlined,
  ProfileOutlined,
  ReadOutlined,
  SolutionOutlined,
  TeamOutlined,
} from "@ant-design/icons";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ComponentType } from "react";
import { currentItem, type NavItem, type NavKey } from "@/app/components/frame/navigation";

const ICONS: Record<NavKey, ComponentType<{ "aria-hidden"?: boolean }>> = {
  inbox: CheckSquareOutlined,
  catalogue: DatabaseOutlined,
  cases: FileTextOutlined,
  openData: DatabaseOutlined,
  ownCases: FileTextOutlined,
  file: EditOutlined,
  grants: FileProtectOutlined,
  use: HistoryOutlined,
  registers: SolutionOutlined,
  upkeep: ProfileOutlined,
  desk: DashboardOutlined,
  oversight: BarChartOutlined,
  policy: ReadOutlined,
  people: TeamOutlined,
  departments: ClusterOutlined,
  audit: AuditOutlined,
};

export function NavLinks({ items, onNavigate }: { items: readonly NavItem[]; onNavigate?: () => void }) {
  const t = useTranslations("frame");
  const here = currentItem(items, usePathname());
  return (
    <nav aria-label={t("mainNavigation")}>
      <ul className="frame-nav">
        {items.map(({ key, href }) => {
          const Icon = ICONS[key];
          return (
            <li key={key}>
              <Link href={href} aria-current={here?.key === key ? "page" : undefined} onClick={onNavigate}>
                <Icon aria-hidden />
                {t(`nav.${key}`)}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
