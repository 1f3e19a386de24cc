import { availableParallelism } from 'node:os'
import { findTestFiles } from '../testing/find-test-files.js'
import { addCounts, type Counts, reportFile, summaryLine } from '../testing/report.js'
import { runTestFile } from '../testing/run-test-file.js'
import { startServices } from '../testing/services.js'

const JOBS_MAX = 2

/**
 * Runs the compiled tests, or those named, against one database server (and Redis and Chromium where there are
 * any). The last line of the output is always the count; everything started is stopped.
 */
export async function test(args: readonly string[]): Promise<number> {
  const files = findTestFiles(args)
  if (files.length === 0) {
    console.log(`没有匹配的测试文件 · no test file matches: ${args.join(' ')}`)
    console.log(summaryLine({ passed: 0, failed: 1, skipped: 0 }))
    return 1
  }
  const total: Counts = { passed: 0, failed: 0, skipped: 0 }
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort())

  try {
    const services = await startServices(console.log)
    try {
      await runAll([...files], services.env, total, stop.signal)
    } finally {
      await services.stop()
    }
  } catch (error) {
    console.error(error)
    total.failed += 1
  }
  if (stop.signal.aborted) total.failed += 1
  console.log(`\n${summaryLine(total)}`)
  return total.failed > 0 ? 1 : 0
}

async function runAll(
  waiting: string[],
  env: NodeJS.ProcessEnv,
  total: Counts,
  signal: AbortSignal,
): Promise<void> {
  const again: string[] = []
  const run = async (file: string, isLast: boolean) => {
    const result = await runTestFile(file, env, signal)
    console.log(reportFile(result))
    const mayTryAgain = result.counts.failed > 0 && !isLast && drivesBrowser(file)
    if (mayTryAgain) again.push(file)
    else addCounts(total, result.counts)
  }
  const work = async () => {
    for (let file = waiting.shift(); file && !signal.aborted; file = waiting.shift()) await run(file, false)
  }
  const jobs = Math.min(JOBS_MAX, availableParallelism(), waiting.length)
  await Promise.all(Array.from({ length: jobs }, work))
  for (const file of again) {
    if (signal.aborted) break
    console.log(`↻ ${file}  单独再跑一次 · once more, alone`)
    await run(file, true)
  }
}

/** Chromium beside another file on two cores may miss a word that a page shows for three seconds: it may try again, alone. */
const drivesBrowser = (file: string) => file.includes('/journey/')
