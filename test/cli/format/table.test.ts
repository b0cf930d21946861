import { expect, test } from "vitest";
import { renderTable } from "../../../src/cli/format/table.ts";

test("cells line up under their headings whatever the width of their characters", () => {
  const table = renderTable<readonly [string, number]>(
    [
      { heading: "model", align: "left", cell: ([name]) => name },
      { heading: "prompt\ntokens", align: "right", cell: ([, count]) => String(count) },
    ],
    [
      ["Claude", 7],
      ["讯飞星火", 12345],
    ],
  );
  expect(table).toMatchInlineSnapshot(`
    "          prompt
    model     tokens
    Claude         7
    讯飞星火   12345"
  `);
});
