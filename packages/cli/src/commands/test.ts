import { availableParallelism } from 'node:os'
import { findTestFiles } from '../testing/find-test-files.js'
import { addCounts, type Counts, type FileResult, reportFile, summaryLine } from '../testing/report.js'
import { mayShareProcess, runTestFile, testRunner } from '../testing/run-test-file.js'
import { startServices } from '../testing/services.js'

/** One takes the files from the front, one from the back. */
const JOBS_MAX = 2
/** So many files may fail in company before it is the tree that is broken. */
const AGAIN_MAX = 5

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
      await runAll(files, services.env, total, stop.signal)
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
  files: readonly string[],
  env: NodeJS.ProcessEnv,
  total: Counts,
  signal: AbortSignal,
): Promise<void> {
  const again: string[] = []
  const report = (result: FileResult, isLast: boolean) => {
    console.log(reportFile(result))
    if (result.counts.failed > 0 && !isLast && again.length < AGAIN_MAX) again.push(result.file)
    else addCounts(total, result.counts)
  }
  // One after the other from either end: the long ones with processes of their own are beside short ones, not each other.
  const waiting = [...files].sort(
    (one, other) => Number(mayShareProcess(one)) - Number(mayShareProcess(other)),
  )
  const work = async (next: () => string | undefined) => {
    const runner = testRunner(env, signal)
    for (let file = next(); file && !signal.aborted; file = next()) report(await runner.run(file), false)
    await runner.end()
  }
  const jobs = Math.min(JOBS_MAX, availableParallelism(), waiting.length)
  const ends = [() => waiting.shift(), () => waiting.pop()]
  await Promise.all(ends.slice(0, jobs).map(work))
  // Two files on two cores, with processes and a browser of their own: one that fails in company may try again, alone and in sight.
  // What is broken fails alone as well.
  for (const file of again) {
    if (signal.aborted) break
    console.log(`↻ ${file}  单独再跑一次 · once more, alone`)
    report(await runTestFile(file, env, signal), true)
  }
}
