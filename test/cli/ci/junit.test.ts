import { XMLParser, XMLValidator } from "fast-xml-parser";
import { expect, test } from "vitest";
import { junitXml } from "../../../src/cli/ci/junit.ts";
import { rowsOf } from "../../compare/tables.ts";
import { judgedReport } from "../comparison/judged-report.ts";

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  isArray: (name) => name === "testcase",
});

/** 400 prompts, of which the first `wrong` got worse; the model and score are named so that they need escaping. */
async function worse(count: number, wrong: number) {
  const odd = { model: '<&"\u0007>', prompt_id: "" };
  const before = rowsOf(count, (prompt) => ({ ...odd, prompt_id: `p<${prompt}>\u0000`, "score.right": 1 }));
  const after = rowsOf(count, (prompt) => ({
    ...odd,
    prompt_id: `p<${prompt}>\u0000`,
    "score.right": prompt < wrong ? 0 : 1,
  }));
  return judgedReport(before, after);
}

function parsed(xml: string) {
  expect(XMLValidator.validate(xml)).toBe(true);
  // eslint-disable-next-line no-control-regex
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  return parser.parse(xml).testsuites;
}

test("a failed check is a failure with its text, and its body names the prompts that got worse", async () => {
  const report = await worse(400, 40);
  const suites = parsed(junitXml(report, report.gate, undefined));
  expect(suites).toMatchObject({ tests: "1", failures: "1", errors: "0", skipped: "0" });
  const [testcase] = suites.testsuite.testcase;
  expect(testcase).toMatchObject({ name: "score.right" });
  expect(testcase.classname).toContain('<&"');
  expect(testcase.failure.message).toMatch(/^-10 pp, at best -7\.\d pp \(margin 3 pp\)$/);
  expect(testcase.failure["#text"]).toMatch(/^Worse: p<0>, p<1>, .*p<39>$/);
});

test("an inconclusive check is skipped, or a failure where it counts as one; a passed one is neither", async () => {
  const open = await worse(40, 3);
  const skipped = parsed(junitXml(open, open.gate, undefined));
  expect(skipped).toMatchObject({ tests: "1", failures: "0", skipped: "1" });
  expect(skipped.testsuite.testcase[0].skipped.message).toMatch(/could have been detected; about .* prompts settle it/);
  expect(parsed(junitXml(open, open.gate, "fail"))).toMatchObject({ failures: "1", skipped: "0" });

  const passed = await worse(400, 0);
  const suites = parsed(junitXml(passed, passed.gate, undefined));
  expect(suites).toMatchObject({ tests: "1", failures: "0", skipped: "0" });
  expect(Object.keys(suites.testsuite.testcase[0])).toEqual(["classname", "name"]);
});
