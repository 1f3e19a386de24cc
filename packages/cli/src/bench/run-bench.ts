import { loadavg } from 'node:os'
import { OutsideError } from '@mamapu/kernel'
import { type Measure, measures } from './measures.js'
import { stopAll } from './processes.js'
import { Site } from './site.js'

const WHOLE_MS = 5 * 60_000

const say = (line: string) => console.error(`# ${line}`)

/** The measures whose names begin with one of these, or all. */
function chosen(names: readonly string[]): readonly Measure[] {
  const found = measures.filter(
    ({ name }) => names.length === 0 || names.some((begin) => name.startsWith(begin)),
  )
  if (found.length > 0) return found
  const known = measures.map(({ name }) => name).join(' ')
  throw new OutsideError(
    'BENCH_MEASURE',
    `没有这个指标 · no such measure: ${names.join(' ')}\n可选 · there are: ${known}`,
  )
}

/**
 * Measures the product against limits taken in the same run, one JSON line each on stdout, everything else on stderr.
 * Bounded in time; whatever it started is ended, whatever it wrote is gone.
 */
export async function runBench(names: readonly string[]): Promise<number> {
  const wanted = chosen(names)
  const began = performance.now()
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      stop.abort()
      void stopAll()
    })
  say(
    `load ${loadavg()
      .map((value) => value.toFixed(1))
      .join(' ')}, Node ${process.version}`,
  )
  const site = await Site.open(say)
  say(`${site.town.slugs.length + 1} stores opened in ${seconds(began)} s`)
  let failed = 0
  try {
    for (const measure of wanted) {
      if (stop.signal.aborted || performance.now() - began > WHOLE_MS) {
        say(`${measure.name} left out: the time is over`)
        failed += 1
        continue
      }
      failed += (await one(measure, site)) ? 0 : 1
    }
  } finally {
    await stopAll()
    await site.close()
  }
  say(`${wanted.length - failed} of ${wanted.length} measures in ${seconds(began)} s`)
  return failed === 0 ? 0 : 1
}

async function one(measure: Measure, site: Site): Promise<boolean> {
  try {
    const figure = await measure.run(site, say)
    console.log(
      JSON.stringify({
        ...figure,
        ours: short(figure.ours),
        limit: short(figure.limit),
        ratio: short(figure.ratio),
      }),
    )
    return true
  } catch (error) {
    say(
      `${measure.name} failed: ${error instanceof OutsideError ? error.message : String((error as Error).stack)}`,
    )
    return false
  }
}

/** Three digits that mean something. */
function short(value: number): number {
  return Number(value.toPrecision(value >= 1000 ? 5 : 3))
}

function seconds(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(0)
}
