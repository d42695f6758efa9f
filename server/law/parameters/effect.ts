import { z } from "zod";
import { type Choices, enumOf, withWords } from "./choices";
import { flag, parameter } from "./shape";

/** Where a rule on electronic documents steps back. */
const EXCEPTIONS = {
  "law-or-regulation": ["法律、法规另有规定的除外", "Unless a law or regulation says otherwise"],
  "law-or-administrative-regulation": [
    "法律、行政法规另有规定的除外",
    "Unless a law or administrative regulation says otherwise",
  ],
  "electronic-excluded": ["法律、法规规定不适用电子文书的除外", "Unless law excludes electronic documents"],
  none: ["无例外", "No exception"],
} as const satisfies Choices<string>;
const VIA = {
  "sharing-platform": ["共享平台", "Sharing platform"],
  "opening-platform": ["开放平台", "Opening platform"],
} as const satisfies Choices<string>;
const KINDS = {
  documents: ["文书类", "Documents"],
  licences: ["证照类", "Licences"],
  contracts: ["合同类", "Contracts"],
  all: ["全部", "All"],
} as const satisfies Choices<string>;
const EQUALS = {
  paper: ["纸质文书", "Paper documents"],
  "paper-original": ["纸质文书原件", "Paper originals"],
} as const satisfies Choices<string>;
const USES = {
  administration: ["行政管理", "Administration"],
  "public-service": ["公共服务", "Public service"],
  "law-enforcement": ["行政执法", "Law enforcement"],
} as const satisfies Choices<string>;

const exception = enumOf(EXCEPTIONS);

/** What data and documents from a platform are worth in handling business. */
export const EFFECT = {
  "effect.equal_documents": withWords(
    parameter(
      "与纸质文书同等效力",
      "Equal to paper documents",
      z.strictObject({ via: enumOf(VIA), kinds: z.array(enumOf(KINDS)).min(1), equals: enumOf(EQUALS) }),
    ),
    { ...VIA, ...KINDS, ...EQUALS },
  ),
  "effect.usable_as_basis_for": withWords(
    parameter(
      "可以作为依据",
      "May be relied on for",
      z.strictObject({ uses: z.array(enumOf(USES)).min(1), exception: exception.optional() }),
    ),
    { ...USES, ...EXCEPTIONS },
  ),
  "effect.no_repeat_request": withWords(
    parameter("不得要求重复提交", "Nothing obtainable is asked for again", z.strictObject({ exception })),
    EXCEPTIONS,
  ),
  "effect.use_shared_first": parameter("充分利用共享信息", "Shared data is used first", flag),
  "effect.esigned_documents": withWords(
    parameter("采纳电子签名文件", "Electronically signed files are accepted", z.strictObject({ exception })),
    EXCEPTIONS,
  ),
} as const;
