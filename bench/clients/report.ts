/** What a client under measurement is told: one URL or several (comma), requests per URL, in flight per URL. */
export function clientArguments(): { url: string; requests: number; concurrency: number } {
  const [url = "", requests = "0", concurrency = "1"] = process.argv.slice(2);
  return { url, requests: Number(requests), concurrency: Number(concurrency) };
}

/** What a client reports. */
export interface ClientReport {
  /** Wall clock from start to end, milliseconds. */
  readonly wallMs: number;
  /** The part of it in which requests were sent, milliseconds. */
  readonly fillMs: number;
  /** Of all threads, microseconds. */
  readonly cpuUs: number;
  readonly latencyP50Ms: number;
}

/** Prints the report as the process's last line. */
export function reportClient(start: number, latencies: Float64Array, fillMs?: number): void {
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage();
  const sorted = latencies.toSorted();
  const report: ClientReport = {
    wallMs,
    fillMs: fillMs ?? wallMs,
    cpuUs: user + system,
    latencyP50Ms: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
  };
  console.log(JSON.stringify(report));
}
