import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { workspaceRoot } from '../workspace.js'
import { readFileEnd } from './file-end.js'
import type { Counts } from './report.js'

const FILE_MAX_SECONDS = 240
const HOST_END_MAX_SECONDS = 10
const OUTPUT_MAX = 4_000_000
const HOST = fileURLToPath(new URL('./test-host.js', import.meta.url))

interface Ended {
  readonly output: string
  /** How it ended, unless that was well. */
  readonly ending: string | null
}

export interface HostedRun extends Ended {
  /** Null when the process ended before it had counted. */
  readonly counts: Counts | null
}

/** A process that runs test files one after another. */
export interface TestHost {
  run(compiled: string): Promise<HostedRun>
  /** Lets it end; resolves when it has. */
  end(): Promise<void>
}

export function startHost(env: NodeJS.ProcessEnv, signal: AbortSignal): TestHost {
  const program = startProgram(HOST, env, signal, { isFed: true })
  return {
    async run(compiled) {
      const counts = program.until((output) => readFileEnd(output)?.counts)
      program.feed(`${compiled}\n`)
      const ended = await Promise.race([counts, program.ended])
      if ('ending' in ended)
        return { ...ended, counts: null, ending: ended.ending ?? 'ended before its tests did' }
      const output = readFileEnd(program.take())?.tap ?? ''
      return { output, counts: ended, ending: null }
    },
    async end() {
      program.close()
      // What a file left open would hold it for ever.
      const timer = setTimeout(program.kill, HOST_END_MAX_SECONDS * 1000)
      await program.ended
      clearTimeout(timer)
    },
  }
}

interface Program {
  readonly ended: Promise<Ended>
  /** What is found in the output since it was last taken, as soon as it is there. */
  until<T>(find: (output: string) => T | undefined): Promise<T>
  take(): string
  feed(text: string): void
  close(): void
  kill(): void
}

/** Starts a compiled program of tests; it is killed when it says nothing of an end for too long, or when it is no longer wanted. */
export function startProgram(
  compiled: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  { isFed = false } = {},
): Program {
  const child = spawn(process.execPath, ['--enable-source-maps', compiled], {
    cwd: workspaceRoot,
    env: { ...env, TAP: '1', TAP_TIMEOUT: String(FILE_MAX_SECONDS - 30) },
    stdio: [isFed ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let look = () => {}
  const hear = (chunk: unknown) => {
    output += String(chunk)
    // Too long a story loses its middle: its end is what is waited for.
    if (output.length > OUTPUT_MAX)
      output = `${output.slice(0, OUTPUT_MAX / 4)}\n…\n${output.slice(-OUTPUT_MAX / 4)}`
    look()
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  // Writing to one that has just died is told by its end.
  child.stdin?.on('error', () => {})

  let cut: string | null = null
  const end = (reason: string, how: NodeJS.Signals) => {
    cut ??= reason
    child.kill(how)
  }
  const tooLong = () => end(`did not end within ${FILE_MAX_SECONDS} s`, 'SIGKILL')
  let timer = setTimeout(tooLong, FILE_MAX_SECONDS * 1000)
  const onAbort = () => end('interrupted', 'SIGTERM')
  signal.addEventListener('abort', onAbort, { once: true })
  const ended = new Promise<Ended>((resolve) => {
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
  return {
    ended,
    until: (find) =>
      new Promise((resolve) => {
        look = () => {
          const found = find(output)
          if (found !== undefined) resolve(found)
        }
      }),
    take() {
      const taken = output
      output = ''
      return taken
    },
    feed(text) {
      clearTimeout(timer)
      timer = setTimeout(tooLong, FILE_MAX_SECONDS * 1000)
      child.stdin?.write(text)
    },
    close: () => void child.stdin?.end(),
    kill: () => void child.kill('SIGKILL'),
  }
}
