import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process by number and birth, so that a number used again later is not mistaken for it. */
export interface ProcessIdentity {
  pid: number
  /** Clock ticks since boot as Linux tells them; empty where the system does not. */
  born: string
}

/** This very process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, born: linuxStat(process.pid)?.born ?? '' }
}

/** One line of text, read back by {@link parseIdentity}. */
export function formatIdentity({ pid, born }: ProcessIdentity): string {
  return `${pid} ${born}`.trimEnd()
}

/** Null for anything that was not written by {@link formatIdentity}, a half-written file included. */
export function parseIdentity(text: string): ProcessIdentity | null {
  const match = /^(\d{1,10})(?: (\d+))?\s*$/.exec(text)
  const pid = Number(match?.[1] ?? 0)
  return pid > 0 ? { pid, born: match?.[2] ?? '' } : null
}

/** True while that very process runs; a zombie counts as gone. */
export function isAlive({ pid, born }: ProcessIdentity): boolean {
  if (!isRunning(pid)) return false
  return born === '' || (linuxStat(pid)?.born ?? born) === born
}

/** True while a process of that number runs; a zombie counts as gone. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it runs, and belongs to someone else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const state = linuxStat(pid)?.state
  return state !== 'Z' && state !== 'X'
}

/** True once the process is gone, false when it still runs after that many milliseconds. */
export async function waitUntilGone(pid: number, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs
  while (isRunning(pid)) {
    if (performance.now() > deadline) return false
    await sleep(15)
  }
  return true
}

function linuxStat(pid: number): { state: string; born: string } | null {
  if (process.platform !== 'linux') return null
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name in brackets may hold anything, so count from the last bracket.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', born: fields[19] ?? '' }
  } catch {
    return null
  }
}
