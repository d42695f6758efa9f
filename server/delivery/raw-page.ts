/** A page as the database wrote it. */
export interface RawPage {
  /** A JSON array of objects, lines of JSON, or CSV lines without a header. */
  body: string;
  columns: string[];
  next: string | null;
  /** Of the hosted data; of the mount where the data stays with its provider. */
  version: number;
  /** Rows of the question, when they were counted. */
  total: number | null;
  exact: boolean | null;
  /** Number of the evidence that this page left (乐山 33). */
  accessRecordId: string;
  /** Rows of the body, where the data stays with its provider. */
  rows?: number | null;
  /** Columns of the page that the present mount does not offer. */
  missing?: string[];
}
