/** Weight of what was believed before against what was counted since. */
const PRIOR_AMOUNT = 2;

/** What was admitted longer ago than this says nothing of an endpoint that was not paced. */
const UNPACED_MEMORY_SECONDS = 1;

/** A burst worth this time is assumed at first. */
const FIRST_BURST_SECONDS = 0.5;

/** A guess from a burst assumed too small is missed by much or by little; one that held may have been too careful. */
const MISSED_BY_MUCH = 0.85;
const MUCH_MORE = 4;
const LITTLE_MORE = 1.5;
const LESS_AFTER_GUESS = 0.7;
const LESS_AFTER_HOLD = 0.85;

/** A guess this much above what is known counts as one. */
const GUESSED = 1.01;
const LEAST_STEP_SECONDS = 0.1;

/** How much had been admitted at a time. */
interface Mark {
  readonly now: number;
  readonly amount: number;
  /** For how long everything had been paused, milliseconds. */
  readonly pausedMs: number;
}

/**
 * What an endpoint refills per second, taken as a bucket of unknown size. Between two rejections it is empty and empty
 * again, so what it admitted is what it was refilled, unless it was full in between; since any other time it admitted at
 * most its size more.
 */
export class PaceEstimate {
  #emptied: Mark | null = null;
  #steps: Mark[] = [];
  /** The size of the bucket, as far as it can be told from guesses that held or did not. */
  #burst = 1;
  #isGuess = false;
  /** What the last probe that was rejected had been admitted beyond the rate known: about the size, if it was full. */
  #excess: number | null = null;

  noteEmpty({ now, amount, pausedMs }: Mark): void {
    this.#emptied = { now, amount, pausedMs };
  }

  /** The pace has held for as long as it was to. */
  startProbing(): void {
    this.#burst = Math.max(1, this.#burst * (this.#isGuess ? LESS_AFTER_GUESS : LESS_AFTER_HOLD));
    this.#isGuess = false;
    this.#steps = [];
  }

  startStep({ now, amount, pausedMs }: Mark): void {
    this.#steps.push({ now, amount, pausedMs });
  }

  /** The share of a pause that the endpoint makes up for afterwards. */
  madeUp(perSecond: number, pauseMs: number): number {
    return Math.min(1, (this.#excess ?? this.#burst) / ((perSecond * pauseMs) / 1000 + 1));
  }

  /** After a rejection without a pace. */
  first(moment: Mark, recentPerSecond: number): number {
    const isRecent = this.#emptied !== null && moment.now - this.#emptied.now <= UNPACED_MEMORY_SECONDS * 1000;
    const perSecond = isRecent ? this.#sinceEmpty(moment, recentPerSecond) : recentPerSecond;
    this.#burst = Math.max(this.#burst, perSecond * FIRST_BURST_SECONDS);
    this.#isGuess = false;
    return perSecond;
  }

  /** After a rejection at a pace that was being held. */
  atHeldPace(moment: Mark, perSecond: number): number {
    const estimate = this.#sinceEmpty(moment, perSecond);
    if (this.#isGuess) this.#burst *= estimate < perSecond * MISSED_BY_MUCH ? MUCH_MORE : LITTLE_MORE;
    return estimate;
  }

  /** After a rejection at a pace that had been raised step by step from `from`, which was being held. */
  afterProbe(moment: Mark, perSecond: number, from: number): number {
    const known = Math.max(from, this.#sinceEmpty(moment, perSecond));
    const guess = this.#sinceSteps(moment);
    this.#excess = this.#excessOver(known, moment);
    this.#isGuess = guess > known * GUESSED;
    return Math.max(known, guess);
  }

  /** In a pause the bucket gains what it is refilled, or its size if that is less. */
  #sinceEmpty({ now, amount, pausedMs }: Mark, prior: number): number {
    if (this.#emptied === null) return prior;
    const priorSeconds = PRIOR_AMOUNT / prior;
    const seconds = (now - this.#emptied.now) / 1000;
    const pausedSeconds = Math.min(seconds, (pausedMs - this.#emptied.pausedMs) / 1000);
    const admitted = Math.max(0, amount - this.#emptied.amount) + PRIOR_AMOUNT;
    const perSecond = admitted / (seconds + priorSeconds);
    if (pausedSeconds <= 0) return perSecond;
    return Math.max(perSecond, (admitted - this.#burst) / (seconds - pausedSeconds + priorSeconds));
  }

  /** What the last probe was admitted beyond a rate. */
  #excessOver(perSecond: number, { now, amount }: Mark): number {
    const start = this.#steps[0];
    return start === undefined ? 0 : Math.max(0, amount - start.amount - (perSecond * (now - start.now)) / 1000);
  }

  #sinceSteps({ now, amount }: Mark): number {
    const estimates = this.#steps.map(
      (step) => (amount - step.amount - this.#burst) / Math.max(LEAST_STEP_SECONDS, (now - step.now) / 1000),
    );
    return Math.max(0, ...estimates);
  }
}
