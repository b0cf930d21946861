import type { TableFormat } from "./table-format.ts";

/** One JSON object per line, keys in column order; numbers are numbers, null is not known or missing. */
export const jsonlFormat: TableFormat = {
  extension: "jsonl",
  encoderFor: (columns) => {
    // Composed by hand: an object literal would move keys like "7" to the front and lose "__proto__".
    const keys = columns.map((column, index) => `${index === 0 ? "" : ","}${JSON.stringify(column)}:`);
    return {
      head: "",
      encode: (rows) =>
        rows
          .map((cells) => {
            const members = keys.map((key, index) => {
              const cell = cells[index] ?? null;
              return key + (typeof cell === "object" ? "null" : JSON.stringify(cell));
            });
            return `{${members.join("")}}\n`;
          })
          .join(""),
    };
  },
};
