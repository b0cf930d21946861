/** Reference: the loop that people write by hand. The stock SDK, p-limit, results in memory. */
import OpenAI from "openai";
import pLimit from "p-limit";
import { clientArguments, reportClient } from "./report.ts";

const { url, requests, concurrency } = clientArguments();
const client = new OpenAI({ apiKey: "bench", baseURL: url, maxRetries: 0 });
const latencies = new Float64Array(requests);
const limit = pLimit(concurrency);
const start = performance.now();
await Promise.all(
  Array.from({ length: requests }, (_, index) =>
    limit(async () => {
      const sent = performance.now();
      await client.chat.completions.create({
        model: "bench",
        messages: [{ role: "user", content: `What is ${index} + ${index}, and why?` }],
      });
      latencies[index] = performance.now() - sent;
    }),
  ),
);
reportClient(start, latencies);
