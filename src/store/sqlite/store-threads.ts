import { DatabaseThread } from "./database-thread.ts";
import type { ReaderCalls, WriterCalls } from "./protocol.ts";

/**
 * The threads of one store. They may be started before it is known where the database lies, as loading their code takes
 * longer than opening it; disposing ends them, in whatever state they are.
 */
export class StoreThreads implements AsyncDisposable {
  readonly writer = new DatabaseThread<WriterCalls>("./writer-thread", "writer");
  readonly reader = new DatabaseThread<ReaderCalls>("./reader-thread", "reader");

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.reader.terminate(), this.writer.terminate()]);
  }
}
