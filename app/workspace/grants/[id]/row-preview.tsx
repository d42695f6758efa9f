"use client";

import { DownloadOutlined, EyeOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Checkbox } from "antd";
import { useTranslations } from "next-intl";
import { type MouseEvent, type ReactNode, useCallback, useState } from "react";
import { ErrorSentence } from "@/app/components/error-sentence";
import { problemOf } from "@/app/components/problem";
import { type DraftCondition, toRowFilter } from "@/app/components/scope/draft-filter";
import { RowFilterEditor } from "@/app/components/scope/row-filter-editor";
import { useMaskWords } from "@/app/components/scope/use-mask-words";
import { newUuid } from "@/app/components/use-idempotency-key";
import { useText } from "@/app/i18n/use-text";
import { useTRPCClient } from "@/app/trpc/client";
import { ExportProgress, type StartedExport } from "@/app/workspace/grants/[id]/export-progress";
import type { RowFilter } from "@/server/cases/case.schema";
import { type CellValue, FORMATS, type Format, type GrantDetail, type RowPage } from "@/server/delivery/grant.schema";

const FIRST = 3;
const PAGE = 20;

/**
 * The rows that the grant shows, masked as it says. Nothing is read until the person asks, because every reading leaves
 * a record: first three rows, then pages of twenty with conditions of one's own.
 */
export function RowPreview({ grant }: { grant: GrantDetail }) {
  const t = useTranslations("grants.preview");
  const text = useText();
  const client = useTRPCClient();
  const [conditions, setConditions] = useState<DraftCondition[]>([]);
  const [limit, setLimit] = useState(FIRST);
  const [confirmed, setConfirmed] = useState(false);
  const [sort, setSort] = useState("");
  const [format, setFormat] = useState<Format>("csv");
  const filterable = grant.columns.filter((column) => column.filterable);
  const filter = toRowFilter(conditions, (name) => filterable.find((column) => column.name === name)?.type);
  const reading = useMutation({
    mutationFn: ({ after, size }: { after: string | null; size: number }) =>
      client.grants.rows.query({
        grantId: grant.id,
        filter,
        sort: sort || null,
        after,
        limit: size,
        purpose: grant.purposeCode,
      }),
  });
  const read = (size: number, after: string | null = null) => {
    setLimit(size);
    reading.mutate({ after, size });
  };
  const page = reading.data;
  const [exports, setExports] = useState<StartedExport[]>([]);
  const drop = useCallback(
    (ticket: string) => setExports((before) => before.filter((one) => one.ticket !== ticket)),
    [],
  );
  /** The browser takes the file as any other download; the ticket lets this page ask how far it is. */
  const startExport = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const ticket = newUuid();
    const whole = filter.length === 0 && grant.rowFilter.length === 0;
    const total = whole ? (grant.mounted?.rowCount ?? null) : null;
    setExports((before) => [...before, { ticket, format: format.toUpperCase(), total }]);
    window.location.assign(`${fileHref(grant, format, filter, sort)}&ticket=${ticket}`);
  };
  return (
    <section className="card stack" aria-labelledby="preview">
      <div className="row-apart">
        <h2 id="preview">{t("title")}</h2>
        <span className="row no-print">
          {grant.mounted || grant.elsewhere?.kind === "upstream" ? (
            <>
              <select
                className="field"
                aria-label={t("format")}
                value={format}
                onChange={(event) => setFormat(event.target.value as Format)}
              >
                {FORMATS.map((one) => (
                  <option key={one} value={one}>
                    {one.toUpperCase()}
                  </option>
                ))}
              </select>
              <Button
                icon={<DownloadOutlined aria-hidden />}
                href={confirmed ? fileHref(grant, format, filter, sort) : undefined}
                disabled={!confirmed}
                onClick={startExport}
                title={t(confirmed ? "downloadNote" : "purposeFirst")}
              >
                {t("download", { format: format.toUpperCase() })}
              </Button>
            </>
          ) : null}
        </span>
      </div>
      {exports.map((started) => (
        <StartedOne key={started.ticket} started={started} onQuick={drop} />
      ))}
      <p className="soft">{t("note")}</p>
      {grant.storageAllowed ? null : <p className="notice-box is-amber">{t("noStorageNote")}</p>}
      <Checkbox className="no-print" checked={confirmed} onChange={(event) => setConfirmed(event.target.checked)}>
        {t("purpose", { purpose: grant.purpose })}
      </Checkbox>
      {page && limit > FIRST && filterable.length > 0 ? (
        <div className="no-print stack-s">
          <h3>{t("filter")}</h3>
          <p className="soft small">{t("filterHint")}</p>
          <RowFilterEditor items={filterable} value={conditions} onChange={setConditions} />
          <div>
            <Button type="primary" loading={reading.isPending} onClick={() => read(PAGE)}>
              {t("apply")}
            </Button>
          </div>
        </div>
      ) : null}
      {page?.columns.some(({ sortable }) => sortable) && limit > FIRST ? (
        <label className="row no-print">
          <span>{t("sort")}</span>
          <select
            className="field"
            value={sort}
            onChange={(event) => {
              setSort(event.target.value);
              reading.reset();
            }}
          >
            <option value="">{t("sortNone")}</option>
            {page.columns
              .filter(({ sortable }) => sortable)
              .flatMap(({ name, label }) => [
                <option key={name} value={name}>
                  {t("ascending", { column: text(label) })}
                </option>,
                <option key={`-${name}`} value={`-${name}`}>
                  {t("descending", { column: text(label) })}
                </option>,
              ])}
          </select>
        </label>
      ) : null}
      {reading.error ? <ErrorSentence problem={problemOf(reading.error)} labels={{ filter: t("filter") }} /> : null}
      {page ? (
        <>
          <NoStorageMark grant={grant}>
            <Rows page={page} />
          </NoStorageMark>
          <div className="row-apart">
            <span className="soft small">
              {t("rowsShown", { count: page.rows.length })} · {t("record", { id: page.accessRecordId.slice(0, 8) })}
            </span>
            <span className="row no-print">
              {limit === FIRST ? (
                <Button onClick={() => read(PAGE)} loading={reading.isPending}>
                  {t("more")}
                </Button>
              ) : (
                <>
                  <Button onClick={() => read(PAGE)} disabled={reading.isPending}>
                    {t("first")}
                  </Button>
                  <Button disabled={!page.next} loading={reading.isPending} onClick={() => read(PAGE, page.next)}>
                    {t("next")}
                  </Button>
                </>
              )}
            </span>
          </div>
        </>
      ) : (
        <div className="no-print">
          <Button
            type="primary"
            icon={<EyeOutlined aria-hidden />}
            loading={reading.isPending}
            disabled={!confirmed}
            title={confirmed ? undefined : t("purposeFirst")}
            onClick={() => read(sort ? PAGE : FIRST)}
          >
            {t("show")}
          </Button>
        </div>
      )}
    </section>
  );
}

function StartedOne({ started, onQuick }: { started: StartedExport; onQuick: (ticket: string) => void }) {
  const { ticket } = started;
  return <ExportProgress started={started} onQuick={useCallback(() => onQuick(ticket), [onQuick, ticket])} />;
}

/** Data that may not be stored carry whose they are behind the rows, on the screen and on paper. */
function NoStorageMark({ grant, children }: { grant: GrantDetail; children: ReactNode }) {
  const t = useTranslations("grants.preview");
  const text = useText();
  if (grant.storageAllowed) return children;
  const words = t("watermark", { department: text(grant.consumer.name), number: grant.caseNumber });
  return (
    <div className="no-storage">
      {children}
      <div className="no-storage-mark" aria-hidden>
        {Array.from({ length: 12 }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same words again and again
          <span key={at} data-words={words} />
        ))}
      </div>
    </div>
  );
}

function Rows({ page }: { page: RowPage }) {
  const t = useTranslations("grants.preview");
  const maskWords = useMaskWords();
  const text = useText();
  if (page.rows.length === 0) return <p className="empty">{t("empty")}</p>;
  const cell = (value: CellValue | undefined) => {
    if (value === null || value === undefined) return <span className="soft small">{t("null")}</span>;
    if (typeof value === "boolean") return t(value ? "booleanTrue" : "booleanFalse");
    return String(value);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="table-box" tabIndex={0} aria-label={t("caption")}>
      <table className="table table-narrow">
        <caption className="sr-only">{t("caption")}</caption>
        <thead>
          <tr>
            {page.columns.map((column) => (
              <th key={column.name} scope="col">
                {text(column.label)}
                {column.mask === "none" ? null : <div className="soft small">{maskWords(column.mask)}</div>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {page.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of data may have no identity within the grant's columns
            <tr key={index}>
              {page.columns.map((column) => (
                <td key={column.name} className="nowrap">
                  {cell(row[column.name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The download of everything within the grant, under the conditions and in the order shown, for the purpose confirmed. */
function fileHref({ id, purposeCode }: GrantDetail, format: Format, filter: RowFilter, sort: string): string {
  const query = new URLSearchParams({ purpose: purposeCode });
  if (filter.length > 0) query.set("filter", JSON.stringify(filter));
  if (sort) query.set("sort", sort);
  return `/download/grants/${id}.${format}?${query}`;
}
