import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { workspaceRoot } from '../workspace.js'
import { compiledPath } from './find-test-files.js'
import { type FileResult, readCounts } from './report.js'
import { type HostedRun, startHost, startProgram, type TestHost } from './test-process.js'

/** What of its process a test may touch only when nobody else lives there. */
const OWN_PROCESS =
  /\bprocess\.(?!env\b)|process\.env\S* = |child_process|worker_threads|globalThis|playwright|^t\.(?!test\b|setTimeout\b)/m
/** Hosts are made anew after so many files, so that what lies about in one stays small. */
const HOST_FILES_MAX = 30

/**
 * Whether the file runs in a process with others: starting one and loading the product costs more than most files themselves.
 * One that touches its process, starts others or does anything at its top but name tests has a process of its own.
 */
export function mayShareProcess(file: string): boolean {
  return !OWN_PROCESS.test(readFileSync(join(workspaceRoot, file), 'utf8'))
}

/** Runs compiled test files one at a time, those that may in one process; `end` when no more will come. */
export interface TestRunner {
  run(file: string): Promise<FileResult>
  end(): Promise<void>
}

export function testRunner(env: NodeJS.ProcessEnv, signal: AbortSignal): TestRunner {
  let host: TestHost | null = null
  let hosted = 0
  const leaveHost = async () => {
    await host?.end()
    host = null
    hosted = 0
  }
  const inHost = async (compiled: string) => {
    host ??= startHost(env, signal)
    const run = await host.run(compiled)
    hosted += 1
    // What a failed test left behind is nobody else's trouble.
    if (!run.counts || run.counts.failed > 0 || hosted === HOST_FILES_MAX) await leaveHost()
    return run
  }
  return {
    run: (file) =>
      mayShareProcess(file) ? timed(file, () => inHost(compiledPath(file))) : runTestFile(file, env, signal),
    end: leaveHost,
  }
}

/**
 * Runs one compiled test file as the plain program it is. (The runner of tap would rewrite its own package in
 * node_modules, and through pnpm's hard links every other project's copy.)
 */
export async function runTestFile(
  file: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<FileResult> {
  const compiled = compiledPath(file)
  return timed(file, async () => {
    const { output, ending } = await startProgram(compiled, env, signal).ended
    return { output, ending, counts: readCounts(output) }
  })
}

async function timed(file: string, run: () => Promise<HostedRun>): Promise<FileResult> {
  if (!existsSync(compiledPath(file))) {
    const trouble = 'not compiled: name its tsconfig.test.json among the references of the top tsconfig.json'
    return { file, counts: { passed: 0, failed: 1, skipped: 0 }, output: '', seconds: 0, trouble }
  }
  const began = performance.now()
  const { output, counts: read, ending } = await run()
  const seconds = (performance.now() - began) / 1000
  const counts = read ?? { passed: 0, failed: 0, skipped: 0 }
  const trouble = ending ?? (counts.passed + counts.failed + counts.skipped === 0 ? 'asserts nothing' : null)
  if (trouble && counts.failed === 0) counts.failed = 1
  return { file, counts, output, seconds, trouble: counts.failed > 0 ? trouble : null }
}
