/** Reference: the least that Node can do. undici's `request` in as many workers as may be in flight, JSON parsed. */
import { Agent, request } from "undici";
import { clientArguments, reportClient } from "./report.ts";

const { url, requests, concurrency } = clientArguments();
const lanes = url.split(",");
const start = performance.now();
const latencies = new Float64Array(requests * lanes.length);
let recorded = 0;
await Promise.all(lanes.map(fillLane));
reportClient(start, latencies);

async function fillLane(lane: string): Promise<void> {
  const dispatcher = new Agent({ connections: concurrency, pipelining: 1 });
  let next = 0;
  const worker = async () => {
    while (next < requests) {
      const index = next++;
      const sent = performance.now();
      const { body } = await request(`${lane}/chat/completions`, {
        method: "POST",
        dispatcher,
        headers: { "content-type": "application/json", authorization: "Bearer bench" },
        body: JSON.stringify({
          model: "bench",
          messages: [{ role: "user", content: `What is ${index} + ${index}, and why?` }],
        }),
      });
      await body.json();
      latencies[recorded++] = performance.now() - sent;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  await dispatcher.close();
}
