"use client";

import { BellOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Badge, Button, Popover } from "antd";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { useIdempotencyKey } from "@/app/components/use-idempotency-key";
import { When } from "@/app/components/when";
import { useText } from "@/app/i18n/use-text";
import { useTRPC } from "@/app/trpc/client";
import type { NoticeDetail, NoticeKind, NoticeRow } from "@/server/notices/notice.schema";

const SHOWN = 10;
const PLACES = {
  case: "/workspace/cases",
  grant: "/workspace/grants",
  entry: "/workspace/catalogue",
  record: "/workspace/registers/records",
  register: "/workspace/registers",
  search: "/workspace/catalogue",
} as const;

/** What has words of its own for the person who applied. */
const OWN = [
  "case-to-act",
  "case-returned",
  "case-accepted",
  "case-moved",
  "case-granted",
  "case-refused",
  "case-ended",
  "due-extended",
] as const;
const isOwn = (kind: NoticeKind): kind is (typeof OWN)[number] => (OWN as readonly string[]).includes(kind);

/** The bell of the header: how many notices are unread, and the latest of them on a click. */
export function NoticesBell({ unread }: { unread: number }) {
  const t = useTranslations("frame.notices");
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      classNames={{ root: "notice-popover" }}
      open={open}
      onOpenChange={setOpen}
      title={t("title")}
      content={open ? <Unread onLeave={() => setOpen(false)} /> : null}
    >
      <button
        type="button"
        className="plain-button"
        aria-label={t("label", { count: unread })}
        aria-haspopup="dialog"
        aria-expanded={open}
      >
        <Badge count={unread} size="small" overflowCount={99} offset={[4, 2]}>
          <BellOutlined aria-hidden style={{ fontSize: 20, color: "#fff" }} />
        </Badge>
      </button>
    </Popover>
  );
}

function Unread({ onLeave }: { onLeave: () => void }) {
  const t = useTranslations("frame.notices");
  const router = useRouter();
  const trpc = useTRPC();
  const { data, isPending, isError, refetch } = useQuery(
    trpc.notices.list.queryOptions({ unreadOnly: true, pageSize: SHOWN }, { staleTime: 0 }),
  );
  const { key, renew } = useIdempotencyKey();
  const marking = useMutation(
    trpc.notices.markRead.mutationOptions({
      onSuccess: () => {
        renew();
        void refetch();
        router.refresh();
      },
    }),
  );
  if (isPending) return <p className="notice-list">{t("loading")}</p>;
  if (isError) return <p className="notice-list">{t("failed")}</p>;
  if (data.rows.length === 0) return <p className="notice-list soft">{t("empty")}</p>;
  return (
    <div className="notice-list">
      <ul className="plain">
        {data.rows.map((row) => (
          <li key={row.id}>
            <Notice row={row} onLeave={onLeave} />
          </li>
        ))}
      </ul>
      <div className="row-apart">
        <span className="soft small">{data.total > SHOWN ? t("more", { count: SHOWN }) : ""}</span>
        <Button
          size="small"
          loading={marking.isPending}
          onClick={() => marking.mutate({ idempotencyKey: key(), all: true })}
        >
          {t("markAllRead")}
        </Button>
      </div>
    </div>
  );
}

function Notice({ row, onLeave }: { row: NoticeRow; onLeave: () => void }) {
  const t = useTranslations("frame.notices");
  const due = useDueWords();
  const text = useText();
  const common = useTranslations("common");
  const { number, entryName, found, registerNames = [] } = row.detail;
  const href = hrefOf(row);
  return (
    <Link href={href} onClick={onLeave} className="notice-link">
      <span className="strong">{row.personal && isOwn(row.kind) ? t(`own.${row.kind}`) : t(`kinds.${row.kind}`)}</span>
      <span className="soft small">
        {[
          entryName ? text(entryName) : "",
          registerNames.map(text).join(common("listSeparator")),
          number ?? "",
          found ? t("foundEntries", { count: found }) : "",
          due(row.detail),
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
      <span className="soft small">
        <When at={row.at} />
      </span>
    </Link>
  );
}

/** A register is opened on the records of its keeper, several on the list of them, a search on what it finds, everything else by its own id. */
function hrefOf({ subject: { kind, id }, detail }: NoticeRow): string {
  const place = PLACES[kind];
  if (kind === "search") return `${place}?saved=${id}`;
  if (kind !== "register") return `${place}/${id}`;
  if (!detail.register) return place;
  return detail.keeper ? `${place}/${detail.register}?department=${id}` : `${place}/${detail.register}`;
}

/** The due date that a notice names; where it was counted again, the old day and the new one, even when they are the same. */
function useDueWords(): (detail: NoticeDetail) => string {
  const t = useTranslations("frame.notices");
  const format = useFormatter();
  return ({ dueAt, dueWas, provisional }) => {
    if (!dueAt) return "";
    const day = (instant: string) => format.dateTime(new Date(instant), "date");
    const date = day(dueAt);
    const mark = provisional ? t("provisional") : "";
    if (!dueWas) return t("due", { date }) + mark;
    const was = day(dueWas);
    return was === date && !provisional ? t("dueStays", { date }) : t("dueMoved", { was, date }) + mark;
  };
}
