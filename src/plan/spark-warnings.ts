import type { Model } from "../core/config.ts";
import type { Problem } from "../core/errors.ts";
import type { Template } from "../core/messages.ts";

/** Models that search the web unless told not to: Pro, Max and Ultra. */
const SEARCHING_MODELS = new Set(["generalv3", "pro-128k", "generalv3.5", "max-32k", "4.0Ultra"]);

/** Models that take no system message: Lite and Pro. */
const MODELS_WITHOUT_SYSTEM = new Set(["lite", "generalv3", "pro-128k"]);

/** What Spark does to an evaluation that it is not told to leave alone; `where` is a path inside the model. */
export function sparkWarnings(model: Model, templates: readonly Template[]): Problem[] {
  if (model.provider !== "spark") return [];
  const warnings: Problem[] = [];
  if (SEARCHING_MODELS.has(model.model) && !disablesWebSearch(model.params["tools"])) {
    warnings.push({
      where: "params.tools",
      what: `${model.model} searches the web by default, which changes answers and token counts`,
      fix: 'Set "tools": [{ "type": "web_search", "web_search": { "enable": false } }]',
    });
  }
  const systemTemplate = templates.find(hasSystemMessage);
  if (MODELS_WITHOUT_SYSTEM.has(model.model) && systemTemplate !== undefined) {
    warnings.push({
      where: "model",
      what: `${model.model} takes no system message, and template "${systemTemplate.name}" has one`,
      fix: "Use Max or Ultra, or put the instruction into the user message",
    });
  }
  return warnings;
}

function hasSystemMessage(template: Template): boolean {
  return template.kind === "messages" && template.messages.some(({ role }) => role === "system");
}

function disablesWebSearch(tools: unknown): boolean {
  return Array.isArray(tools) && tools.some((tool: unknown) => field(field(tool, "web_search"), "enable") === false);
}

function field(value: unknown, name: string): unknown {
  if (value === null || typeof value !== "object") return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
