import { existsSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { OutsideError } from '@mamapu/kernel'
import { workspaceRoot } from '../workspace.js'
import { median } from './load.js'
import type { Figure, Measure, Say } from './measures.js'
import type { Server } from './processes.js'
import type { Site } from './site.js'
import { askOnce } from './wire.js'

const CHANGES = 3
const SOURCE = join(workspaceRoot, 'plugins', 'flash-sale', 'src', 'index.ts')
/** A developer's next change comes when the waiting process stands ready again and types were looked at. */
const BETWEEN_MS = 5000
const SEEN_MS = 20_000
const ASK_EVERY_MS = 10

const rest = () => new Promise((resolve) => setTimeout(resolve, BETWEEN_MS))

/** Tells the process that answers from others: when it was started. */
async function answererOf(port: number): Promise<string | null> {
  try {
    const { body } = await askOnce(port, { host: `localhost:${port}`, path: '/metrics' })
    return /^process_start_time_seconds (\S+)/m.exec(body.toString())?.[1] ?? null
  } catch {
    // A connection to the old process may end with it; the next one leads to the new.
    return null
  }
}

/** From saving a plugin's source, unchanged, to the first answer of the process that has read it. */
async function saveAndSee({ port }: Server): Promise<number> {
  const before = await answererOf(port)
  const began = performance.now()
  utimesSync(SOURCE, new Date(), new Date())
  while (performance.now() - began < SEEN_MS) {
    const now = await answererOf(port)
    if (now !== null && now !== before) return performance.now() - began
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
  }
  throw new OutsideError('BENCH_DEV', 'the change of a plugin was not served')
}

async function changeToSeen(site: Site, say: Say): Promise<Figure> {
  if (!existsSync(join(SOURCE, '..', '..', 'dist')))
    throw new OutsideError('BENCH_DEV', 'flash-sale is not compiled')
  const ours: number[] = []
  const limit: number[] = []
  const dev = await site.startDev()
  try {
    for (let round = 0; round < CHANGES; round += 1) {
      await rest()
      ours.push(await saveAndSee(dev))
      await rest()
      const bare = await site.startLimits({})
      await bare.stop()
      limit.push(bare.readyMs)
    }
  } finally {
    await dev.stop()
  }
  const shown = (times: readonly number[]) => times.map(Math.round).join(' ')
  say(`dev.change ours ${shown(ours)} ms, limit ${shown(limit)} ms`)
  return {
    measure: 'dev.change',
    ours: median(ours),
    limit: median(limit),
    ratio: median(limit) / median(ours),
    unit: 'ms',
  }
}

export const devMeasures: readonly Measure[] = [
  {
    name: 'dev.change',
    about:
      'a saved plugin source to the first answer of the process that has read it; limit: a bare process from start to ready',
    run: changeToSeen,
  },
]
