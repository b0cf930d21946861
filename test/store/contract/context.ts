import type { Store } from "../../../src/store/store.ts";

/** What the parts of the suite test on; one store for all of them, as each makes its own prompt sets and runs. */
export interface ContractContext {
  readonly store: () => Store;
  /** A second store on the same database, as another process would open it. */
  readonly openAnother: () => Promise<Store>;
}
