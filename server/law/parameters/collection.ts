import { oneOf, someOf } from "./choices";
import { flag, parameter } from "./shape";

/** How data comes to a department before anybody shares it. */
export const COLLECTION = {
  "collection.basis": someOf("采集须记明的依据", "What a collection rests on", {
    "statutory-duty": ["法定职责", "Statutory duty"],
    "statutory-scope": ["法定范围", "Statutory scope"],
    "statutory-procedure": ["法定程序", "Statutory procedure"],
    necessity: ["必要、适度", "Necessity and moderation"],
  }),
  "collection.personal_scope": someOf("向公众采集须记明的内容", "What a collection from the public states", {
    "within-duty": ["在履行法定职责范围内", "Within the statutory duty"],
    "law-conditions-and-procedure": [
      "法律、行政法规规定的条件和程序",
      "Conditions and procedure of law or administrative regulation",
    ],
    "boundary-and-range": ["采集边界和范围", "Boundary and range"],
    "rights-protected": ["保障被采集人合法权益", "Rights of the subjects"],
  }),
  "collection.consent_required_when_no_law": parameter(
    "法无规定的采集须经同意",
    "Consent where no law provides for the collection",
    flag,
  ),
  "collection.refusal_blocks": parameter("被采集人拒绝的不得采集", "A refusal bars the collection", flag),
  "collection.refusal_no_denial": parameter("不得因拒绝采集而拒绝履职", "No denial of duty over a refusal", flag),
  "collection.one_source": oneOf("一数一源", "One source for one figure", {
    mandatory: [
      "不得重复采集可共享的数据，法律、法规另有规定的除外",
      "Never again what sharing gives, unless law says otherwise",
    ],
    avoid: ["应避免重复采集可共享的数据", "Collecting again what sharing gives is avoided"],
    principle: ["一数一源、多元校核", "One source, checked by many"],
  }),
  "collection.modes": someOf("数据获得方式", "Ways of obtaining data", {
    "lawful-collection": ["依法采集", "Collected under law"],
    "generated-in-duty": [
      "履职中通过系统、监测、测量、录音、录像产生",
      "Produced in duty by systems, monitoring or recording",
    ],
    "by-agreement": ["经协商等合法方式获取", "By agreement or other lawful means"],
  }),
  "collection.digital": oneOf("数字化采集存储", "Digital form", {
    "by-standards": ["按技术标准数字化", "Digital, by technical standards"],
    "by-standards-structured": [
      "按技术标准数字化，具备条件的结构化",
      "Digital by standards, structured where possible",
    ],
  }),
} as const;
