import { afterAll, beforeAll, describe } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { baselineContract } from "./contract/baselines.ts";
import type { ContractContext } from "./contract/context.ts";
import { promptSetContract } from "./contract/prompt-sets.ts";
import { recordContract } from "./contract/records.ts";
import { resumeContract } from "./contract/resume.ts";
import { runContract } from "./contract/runs.ts";
import { figureContract } from "./contract/figures.ts";
import { gridContract } from "./contract/grid.ts";
import { scoreContract } from "./contract/scores.ts";

/** A database under test; several stores on it act like several processes. */
export interface StoreUnderTest {
  /** Opens a store on the same database. */
  readonly open: () => Promise<Store>;
  /** Removes the database. */
  readonly remove: () => Promise<void>;
}

/** The suite that every Store passes. */
export function storeContract(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(`${name} store`, () => {
    let database: StoreUnderTest | undefined;
    let shared: Store | undefined;

    beforeAll(async () => {
      database = await create();
      shared = await database.open();
    });
    afterAll(async () => {
      await shared?.[Symbol.asyncDispose]();
      await database?.remove();
    });

    const context: ContractContext = {
      store: () => {
        if (shared === undefined) throw new Error("the store is opened before the tests");
        return shared;
      },
      openAnother: () => {
        if (database === undefined) throw new Error("the database is made before the tests");
        return database.open();
      },
    };
    describe("prompt sets", () => {
      promptSetContract(context);
    });
    describe("runs", () => {
      runContract(context);
    });
    describe("baselines", () => {
      baselineContract(context);
    });
    describe("records", () => {
      recordContract(context);
    });
    describe("pending tasks", () => {
      resumeContract(context);
    });
    describe("figures", () => {
      figureContract(context);
    });
    describe("grid rows", () => {
      gridContract(context);
    });
    describe("scores", () => {
      scoreContract(context);
    });
  });
}
