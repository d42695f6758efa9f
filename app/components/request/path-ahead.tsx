import { getLocale, getTranslations } from "next-intl/server";
import { Source } from "@/app/components/basis-tag";
import { DueDate } from "@/app/components/due-date";
import { StageLine, type StageView } from "@/app/components/stage-line";
import { articleIn } from "@/app/i18n/article";
import { inLanguage } from "@/app/i18n/text";
import type { FilingStart } from "@/server/cases/case.schema";

/** The stages ahead and the first due date, before anything is filled in. */
export async function PathAhead({
  stages,
  expected,
  dueByForm = false,
}: Pick<FilingStart, "stages" | "expected"> & Partial<Pick<FilingStart, "dueByForm">>) {
  const t = await getTranslations("catalogue.apply");
  const stage = await getTranslations("cases.stage");
  const common = await getTranslations("common");
  const locale = await getLocale();
  const unknown = (stage: string) => (dueByForm ? t("dueByForm") : t("noLimit", { stage }));
  const first = stages.find(({ state }) => state !== "skipped");
  return (
    <section className="card stack-s" aria-labelledby="path">
      <h2 id="path">{t("path")}</h2>
      <StageLine
        labels={{
          done: stage("done"),
          now: stage("now"),
          ahead: stage("ahead"),
          skipped: stage("skipped"),
          refused: stage("refused"),
        }}
        stages={[
          { id: "filed", title: stage("filed"), status: "now" },
          ...stages.map(
            (line): StageView => ({
              id: line.id,
              title: inLanguage(line.title, locale),
              status: line.state === "skipped" ? "skipped" : "ahead",
              note: (
                <>
                  <div>
                    {line.actors.map(({ name }) => inLanguage(name, locale)).join(common("listSeparator"))}
                    {line.joint ? ` (${stage("joint")})` : ""}
                  </div>
                  {line.within ? (
                    <div>
                      {stage(line.within.minimum ? "atLeast" : "within", {
                        length: inLanguage(line.within.text, locale),
                      })}{" "}
                      <Source citation={line.within} reason={false} />
                    </div>
                  ) : null}
                  {line.beside ? (
                    <div className="small">
                      <Source citation={line} reason={false} />{" "}
                      {stage("beside", { article: articleIn(line.beside.article, locale) })}
                    </div>
                  ) : null}
                  {line.note ? (
                    <div>
                      {line.state === "skipped" ? <span className="strong">{stage("skippedNote")}</span> : null}
                      {inLanguage(line.note, locale)}
                    </div>
                  ) : null}
                </>
              ),
            }),
          ),
          { id: "end", title: stage("end"), status: "ahead" },
        ]}
      />
      {expected ? (
        <p>
          {t("expected")}{" "}
          <DueDate
            dueAt={expected.dueAt}
            tone="none"
            now={new Date()}
            provisional={expected.provisional}
            target={expected.target}
            why={{ explanation: expected.explanation, source: expected.source }}
          />
        </p>
      ) : (
        <p className="soft">{first ? unknown(inLanguage(first.title, locale)) : t("noLimitAtAll")}</p>
      )}
    </section>
  );
}
