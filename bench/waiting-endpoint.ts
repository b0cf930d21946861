import { formatSpread, measureClient, spreadOf, startServer } from "./measure.ts";
import { heading, line } from "./print.ts";

const ROUNDS = 3;
/** Rounds of 200 ms that a lane has: 20 s, so that start-up and tables weigh what they weigh in a real run at most. */
const WAVES = 100;

/** One lane on an endpoint that takes 200 ms: what a bare undici loop gets of it, and what we do. */
export async function waitingEndpoint(): Promise<void> {
  heading(`Throughput where the endpoint takes its time: 1 model, 200 ms, ${WAVES} requests per slot`);
  await using server = await startServer(200);
  for (const inFlight of [64, 512]) {
    const requests = WAVES * inFlight;
    const whole: number[] = [];
    const sending: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const bare = await measureClient("bare-undici", [`${server.url}/generic/v1`], requests, inFlight);
      const ours = await measureClient("promptgrid", [`${server.url}/generic/v1`], requests, inFlight);
      whole.push(bare.wallMs / ours.wallMs);
      sending.push(bare.wallMs / ours.fillMs);
    }
    line(`${inFlight} in flight, start to tables ÷ bare undici loop`, `${share(whole)} (goal ≥ 0.97)`);
    line(`${inFlight} in flight, while sending ÷ bare undici loop`, share(sending));
  }
}

function share(ratios: readonly number[]): string {
  return formatSpread(spreadOf(ratios), 3);
}
