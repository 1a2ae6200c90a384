/** A report as data: what is said, not how it looks. */
export interface ReportDocument {
  /** The heading. */
  readonly title: string;
  /** When, where, by whom. */
  readonly subtitle: string;
  /** The answer, in one sentence. */
  readonly headline: string;
  /** Whether the answer is good news. */
  readonly tone: "good" | "bad" | "unknown";
  /** All else, in order. */
  readonly blocks: readonly Block[];
}

/** A piece of a report. */
export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "subheading"; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | Table
  | { readonly kind: "pictures" };

/** Rows and columns; the first column names the row. */
export interface Table {
  /** Tells it from the others. */
  readonly kind: "table";
  /** What it shows. */
  readonly caption: string;
  /** Column headings. */
  readonly columns: readonly string[];
  /** Cells, as many as there are columns. */
  readonly rows: readonly (readonly string[])[];
}

/** Which columns of a table hold words; all others hold figures. */
export function textColumns({ columns, rows }: Table): readonly boolean[] {
  return columns.map((_, i) =>
    i === 0 || rows.some((row) => /^[A-Za-z]/.test(row[i] ?? ""))
  );
}

/** A heading of a section. */
export function heading(text: string): Block {
  return { kind: "heading", text };
}

/** A heading within a section. */
export function subheading(text: string): Block {
  return { kind: "subheading", text };
}

/** A paragraph. */
export function paragraph(text: string): Block {
  return { kind: "paragraph", text };
}
