import {
  type ConformanceEntry,
  conformanceSubject,
  type House,
  neighbour,
  neighbourSamples,
  openHouse,
  pairsOf,
  runChecks,
  tryPair,
} from '@mamapu/testkit'
import type { PairRow, Row } from './table.js'

const AT = new Date('2026-03-04T02:00:00Z')

interface Teardown {
  teardown(work: () => unknown): void
}

/** All these plugins and the suite's own neighbour installed in one house. */
export function openSuite(t: Teardown, entries: readonly ConformanceEntry[]): Promise<House> {
  return openHouse(t, [...entries.map(({ plugin }) => plugin), neighbour], { at: AT })
}

/** Every check of the catalogue for one of them. */
export async function rowOf(t: Teardown, house: House, { plugin, samples }: ConformanceEntry): Promise<Row> {
  const subject = conformanceSubject(t, plugin, samples, { at: AT, house: async () => house })
  return { id: plugin.id, verdicts: await runChecks(subject) }
}

/** Each with each other, and with the neighbour. */
export async function pairRows(house: House, entries: readonly ConformanceEntry[]): Promise<PairRow[]> {
  const rows: PairRow[] = []
  for (const [one, other] of pairsOf([...entries, { plugin: neighbour, samples: neighbourSamples }])) {
    const faults = await tryPair(house, one, other).catch((error: unknown) => [`it failed: ${String(error)}`])
    rows.push({ ids: [one.plugin.id, other.plugin.id], faults })
  }
  return rows
}
