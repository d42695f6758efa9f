import { getLocale, getTranslations } from "next-intl/server";
import { Source } from "@/app/components/basis-tag";
import { When } from "@/app/components/when";
import { inLanguage } from "@/app/i18n/text";
import type { EntryReview as Review } from "@/server/catalogue/review.schema";

/** 发布审查: what was assessed and checked before the entry was published, each answer with the article that asks for it. */
export async function EntryReview({ review }: { review: Review }) {
  const t = await getTranslations("catalogue.review");
  const locale = await getLocale();
  const { at, office, answers, open } = review;
  return (
    <section className="card stack-s" aria-labelledby="review">
      <h2 id="review">{t("title")}</h2>
      <p className="soft small">
        {office ? t("by", { office: inLanguage(office, locale) }) : null} <When at={at} dateOnly />{" "}
        {t(open ? "open" : "inside")}
      </p>
      <dl className="facts facts-wide">
        {answers.map((answer) => (
          <div key={answer.id}>
            <dt>{inLanguage(answer.title, locale)}</dt>
            <dd>
              {inLanguage(answer.said, locale)}
              <div className="small soft">
                <Source citation={answer} reason={false} />
              </div>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
