import type { Counts } from './report.js'

const SIGN = 'mamapu: file ended '

/** What a host of tests writes as a TAP comment behind each of its files: the counts of that file alone. */
export function sayFileEnd(counts: Counts): string {
  return SIGN + JSON.stringify(counts)
}

/** The output of a file and its counts once its end has been written, null before. */
export function readFileEnd(output: string): { tap: string; counts: Counts } | null {
  const at = output.lastIndexOf(`# ${SIGN}`)
  if (at < 0) return null
  const end = output.indexOf('\n', at)
  if (end < 0) return null
  const counts: Counts = JSON.parse(output.slice(at + SIGN.length + 2, end))
  return { tap: output.slice(0, at), counts }
}
