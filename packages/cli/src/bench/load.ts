import { loadavg } from 'node:os'
import { assert, OutsideError } from '@mamapu/kernel'
import { type Reply, Wire } from './wire.js'

/** One unit of work of one client, all its replies checked. */
export type Work = (wire: Wire, client: number) => Promise<void>

export interface Load {
  readonly port: number
  readonly clients: number
  /** Makes the work of one client; asked once per client and round. */
  readonly work: (client: number) => Work | Promise<Work>
}

export interface Sample {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly count: number
}

/** Every client works without a pause until the time is over or so much is done. The first wrong reply ends it. */
export async function runLoad(
  { port, clients, work }: Load,
  ms: number,
  countMax = Number.POSITIVE_INFINITY,
): Promise<Sample> {
  const wires = await Promise.all(Array.from({ length: clients }, () => Wire.open(port)))
  const works = await Promise.all(wires.map((_, client) => work(client)))
  const times: number[] = []
  const began = performance.now()
  const until = began + ms
  try {
    await Promise.all(
      wires.map(async (wire, client) => {
        const one = works[client] as Work
        for (let start = performance.now(); start < until && times.length < countMax; ) {
          await one(wire, client)
          const end = performance.now()
          times.push(end - start)
          start = end
        }
      }),
    )
  } finally {
    for (const wire of wires) wire.close()
  }
  const seconds = (performance.now() - began) / 1000
  times.sort((a, b) => a - b)
  return { perSecond: times.length / seconds, p50: at(times, 0.5), p99: at(times, 0.99), count: times.length }
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  assert(sorted.length > 0, 'a median of nothing')
  return ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2
}

export interface Pair {
  readonly ours: Load
  readonly limit: Load
}

export interface Rounds {
  readonly rounds: number
  readonly ms: number
  /** Code that has not run often runs slowly: so much is done first, if it can be done in this time. */
  readonly warm: { readonly count: number; readonly ms: number }
}

export interface Compared {
  readonly ours: Sample
  readonly limit: Sample
}

/** Ours and the limit in turns, so that whatever else the machine does falls on both; medians of the rounds. */
export async function compare({ ours, limit }: Pair, { rounds, ms, warm }: Rounds): Promise<Compared> {
  for (const load of [ours, limit]) await runLoad(load, warm.ms, warm.count)
  const samples: { ours: Sample[]; limit: Sample[] } = { ours: [], limit: [] }
  for (let round = 0; round < rounds; round += 1) {
    samples.ours.push(await runLoad(ours, ms))
    samples.limit.push(await runLoad(limit, ms))
  }
  return { ours: middle(samples.ours), limit: middle(samples.limit) }
}

function middle(samples: readonly Sample[]): Sample {
  const of = (pick: (sample: Sample) => number) => median(samples.map(pick))
  return {
    perSecond: of(({ perSecond }) => perSecond),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    count: samples.reduce((sum, { count }) => sum + count, 0),
  }
}

/** What a run was like, for the people who read the numbers. */
export function describe(name: string, { perSecond, p50, p99, count }: Sample): string {
  const load = loadavg()[0]?.toFixed(1)
  return `${name}: ${perSecond.toFixed(0)}/s, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ${count} replies, load ${load}`
}

/** Ends the bench when a reply is not what it must be. */
export function expect(isRight: boolean, what: string, reply: Reply): void {
  if (isRight) return
  const said = `${reply.head.split('\r\n', 1)[0]} ${reply.body.toString('utf8', 0, 600)}`
  throw new OutsideError('BENCH_REPLY', `${what}: ${said}`)
}
