import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { workspaceRoot } from '../workspace.js'
import { compiledPath } from './find-test-files.js'
import { type FileResult, readCounts } from './report.js'

const FILE_MAX_SECONDS = 240
const OUTPUT_MAX = 4_000_000

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
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1000
  if (!existsSync(compiled)) {
    const trouble = 'not compiled: name its tsconfig.test.json among the references of the top tsconfig.json'
    return { file, counts: { passed: 0, failed: 1, skipped: 0 }, output: '', seconds: 0, trouble }
  }
  const { output, ending } = await runToEnd(compiled, env, signal)
  const counts = readCounts(output) ?? { passed: 0, failed: 0, skipped: 0 }
  const trouble = ending ?? (counts.passed + counts.failed + counts.skipped === 0 ? 'asserts nothing' : null)
  if (trouble && counts.failed === 0) counts.failed = 1
  return { file, counts, output, seconds: seconds(), trouble: counts.failed > 0 ? trouble : null }
}

/** What the program wrote, and how it ended unless that was well. */
function runToEnd(
  compiled: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ output: string; ending: string | null }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--enable-source-maps', compiled], {
      cwd: workspaceRoot,
      env: { ...env, TAP: '1', TAP_TIMEOUT: String(FILE_MAX_SECONDS - 30) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const take = (chunk: unknown) => {
      if (output.length < OUTPUT_MAX) output += String(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)

    let cut: string | null = null
    const end = (reason: string, how: NodeJS.Signals) => {
      cut ??= reason
      child.kill(how)
    }
    const timer = setTimeout(
      () => end(`did not end within ${FILE_MAX_SECONDS} s`, 'SIGKILL'),
      FILE_MAX_SECONDS * 1000,
    )
    const onAbort = () => end('interrupted', 'SIGTERM')
    signal.addEventListener('abort', onAbort, { once: true })
    child.once('error', (error) => end(error.message, 'SIGKILL'))
    child.once('close', (code, killedBy) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      resolve({
        output,
        ending: cut ?? (code === 0 ? null : `ended with ${killedBy ?? `exit code ${code}`}`),
      })
    })
  })
}
