/** What a flag may say. */
const FLAG = ["true", "false"];
const CLASSES = ["unconditional", "conditional", "withheld"];
const LEVELS = ["city", "county"];

/**
 * Facts about the resource and the parties that are fixed when a case is filed, with the words each may have (null = an
 * actor of the filing). Conditions of a procedure look at these and at the fields of its forms; nothing else would ever hold.
 */
export const CASE_ATTRIBUTES: Readonly<Record<string, readonly string[] | null>> = {
  /** The side that filed. */
  filedBy: null,
  /** Whoever filed may sign for the department. */
  filedByHead: FLAG,
  sharingClass: CLASSES,
  openingClass: CLASSES,
  /** The requester stands on the entry's dedicated list. */
  dedicatedListed: FLAG,
  /** The provider appointed a delegate for the entry. */
  delegateAppointed: FLAG,
  resourceMounted: FLAG,
  /** Somebody holds a grant of the entry. */
  inUse: FLAG,
  openingSuspended: FLAG,
  /** What the review before publication says of a security agreement with the users; without a word of it, none is needed. */
  securityAgreement: ["needed", "not-needed"],
  providerLevel: LEVELS,
  filerLevel: LEVELS,
};
