/** The public library. Everything a command does can be done from here, with the same guarantees. */
export { applyOverrides, type ConfigOverrides } from "./config/apply-overrides.ts";
export { readEnvironment, type Environment } from "./config/environment.ts";
export type { LoadOptions } from "./config/load-config.ts";
export { resolveConfig, type ResolveOptions } from "./config/resolve-config.ts";
export type { WrittenConfig } from "./config/schema.ts";
export type { Config, Limits, Model, Params, Price, ProviderName, RetryPolicy } from "./core/config.ts";
export { formatProblem, ProblemsError, PromptgridError, StoreError, type Problem } from "./core/errors.ts";
export type { ChatMessage, Template } from "./core/messages.ts";
export type { Answer, Outcome, TaskRecord, TaskStatus, TokenCounts, Usage } from "./core/record.ts";
export type { JudgingConfig, ScorerConfig } from "./core/scorer-config.ts";
export type { LaneStop, RunPlan, RunStatus, Selection } from "./core/run.ts";
export type { Prompt } from "./core/task.ts";
export type { BudgetState } from "./dispatch/budget/budget.ts";
export type { LaneProgress } from "./dispatch/progress.ts";
export type { ParseOptions } from "./prompts/options.ts";
export { run, type Grid, type GridOptions } from "./run/grid.ts";
export { loadRunConfig as loadConfig } from "./run/load-run-config.ts";
export { planRun, type PlanReport } from "./run/plan-run.ts";
export { RecordsMissedError } from "./run/record-stream.ts";
export { resumeRun } from "./run/resume-run.ts";
export type { AllowedFailures, ResumeOptions, RunBudget, RunHandle, RunOptions, RunRecord } from "./run/run.ts";
export { startRun } from "./run/start-run.ts";
export type { JudgingSummary } from "./run/judging/summarize-judging.ts";
export type { RunScore } from "./run/run-scores.ts";
export type { LaneSummary, RunSummary } from "./run/summary.ts";
export type { ModuleContext, ModuleRecord, ModuleResult, ScoreFunction } from "./score/module.ts";
export { startSimulator, type Simulator } from "./simulator/simulator.ts";
export type {
  FaultRule,
  FaultScript,
  LatencyOptions,
  SimulatorLimits,
  SimulatorOptions,
  SimulatorStatistics,
} from "./simulator/options.ts";
