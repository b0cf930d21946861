/** How prompt-set files are read; what is not said is detected. Part of a set's hash. */
export interface ParseOptions {
  /** WHATWG encoding label; null: by byte order mark, else UTF-8. */
  readonly encoding: string | null;
  /** Field delimiter; null: by file extension and first line (comma, semicolon, tab). */
  readonly delimiter: string | null;
  /** False: the first line is data, columns are named `column1`, `column2` …. */
  readonly header: boolean;
  /** False: quotes are literal text. */
  readonly quotes: boolean;
  /** True: invalid rows are left out, counted and listed. */
  readonly skipInvalid: boolean;
  /** Column that holds the prompt id, where the file has it. */
  readonly idColumn: string;
}

/** What a file is read with when the user says nothing. */
export const defaultParseOptions: ParseOptions = {
  encoding: null,
  delimiter: null,
  header: true,
  quotes: true,
  skipInvalid: false,
  idColumn: "id",
};
