import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { findStale, GENERATED_OUTPUTS, replaceBlock } from "../../scripts/generate.ts";
import { configJsonSchema } from "../../scripts/options-table.ts";
import { temporaryFolder } from "../support/folder.ts";

describe("generated files", () => {
  test("the JSON Schema and the table of fields are what the code would produce", async () => {
    const ofConfig = GENERATED_OUTPUTS.filter(({ path }) => path === "runner.schema.json" || path === "docs/config.md");
    expect(ofConfig).toHaveLength(2);
    expect(await findStale(ofConfig)).toEqual([]);
  });

  test("the JSON Schema describes every field and shows the defaults", () => {
    const undescribed: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (node === null || typeof node !== "object") return;
      for (const [key, child] of Object.entries(node)) {
        if (path.endsWith(".properties") && !("description" in child)) undescribed.push(`${path}.${key}`);
        visit(child, `${path}.${key}`);
      }
    };
    const schema = configJsonSchema();
    visit(schema, "");
    expect(undescribed).toEqual([]);
    expect(schema).toMatchObject({
      additionalProperties: false,
      required: ["models"],
      properties: {
        repeats: { default: 1 },
        template: { default: { user: "{{prompt}}" } },
        models: {
          items: {
            required: ["name", "model"],
            oneOf: [{ required: ["baseUrl"] }, { required: ["endpoints"] }],
            properties: { timeoutMs: { default: 600_000 } },
          },
        },
      },
    });
  });

  test("every field of the schema stands in docs/config.md", async () => {
    const text = await readFile("docs/config.md", "utf8");
    expect(text).toContain("| `models[].retry.maximumWaitMs` | whole number | `900000` |");
    expect(text).toContain("| `models[].endpoints[].baseUrl` | text | required |");
  });

  test("a block is replaced between its marks, and missing marks are an error", () => {
    const text = "a\n<!-- generated:x -->\nold\n<!-- /generated:x -->\nb";
    expect(replaceBlock(text, "x", "new\nlines")).toBe("a\n<!-- generated:x -->\nnew\nlines\n<!-- /generated:x -->\nb");
    expect(() => replaceBlock(text, "y", "")).toThrow(
      "the marks <!-- generated:y --> and <!-- /generated:y --> are missing",
    );
  });

  test("a file that is missing or differs is stale", async () => {
    const folder = await temporaryFolder({ same: "text", other: "old" });
    const outputs = ["same", "other", "absent"].map((name) => ({ path: `${folder}/${name}`, produce: () => "text" }));
    expect((await findStale(outputs)).map(({ path }) => path)).toEqual([`${folder}/other`, `${folder}/absent`]);
  });
});
