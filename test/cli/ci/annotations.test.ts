import { expect, test } from "vitest";
import { annotations } from "../../../src/cli/ci/annotations.ts";
import { rowsOf } from "../../compare/tables.ts";
import { judgedReport } from "../comparison/judged-report.ts";

const rows = (count: number, wrong: number, model: string) =>
  rowsOf(count, (prompt) => ({ model, "score.right": prompt < wrong ? 0 : 1 }));

test("a failed check is one ::error line, whatever its names hold; a passed one is none", async () => {
  const model = "a%b,c:d\nx";
  const failed = await judgedReport(rows(400, 0, model), rows(400, 40, model));
  const text = annotations(failed.gate, undefined);
  expect(text).toMatch(
    /^::error title=Gate failed%3A a%25b%2Cc%3Ad x \/ v1%3A score\.right::-10 pp, at best -7\.\d pp \(margin 3 pp\)\n$/,
  );
  const passed = await judgedReport(rows(400, 0, model), rows(400, 0, model));
  expect(annotations(passed.gate, undefined)).toBe("");
});

test("an inconclusive check is a ::warning, and an ::error where the job fails by it", async () => {
  const open = await judgedReport(rows(40, 0, "qwen"), rows(40, 2, "qwen"));
  expect(annotations(open.gate, undefined)).toMatch(/^::warning title=Gate inconclusive%3A qwen/);
  expect(annotations(open.gate, "fail")).toMatch(/^::error title=Gate inconclusive%3A qwen/);
});
