export interface Counts {
  passed: number
  failed: number
  skipped: number
}

export interface FileResult {
  file: string
  counts: Counts
  /** Everything the test file wrote, as TAP. */
  output: string
  seconds: number
  /** Why the file as a whole failed; null when its assertions tell all. */
  trouble: string | null
}

/** The numbers of one test file, from the last line tap itself writes; null when the file never got that far. */
export function readCounts(tap: string): Counts | null {
  const last = [...tap.matchAll(/^# \{ (total: .*) \}$/gm)].at(-1)?.[1]
  if (!last) return /^1\.\.0/m.test(tap) ? { passed: 0, failed: 0, skipped: 1 } : null
  const number = (name: string) => Number(new RegExp(`\\b${name}: (\\d+)`).exec(last)?.[1] ?? 0)
  return { passed: number('pass'), failed: number('fail'), skipped: number('skip') + number('todo') }
}

/** One line for a file that passed, with the reason of every skip; all that failed for one that did not. */
export function reportFile({ file, counts, output, seconds, trouble }: FileResult): string {
  const failed = counts.failed > 0
  const numbers = [
    `${counts.passed} passed`,
    ...(failed ? [`${counts.failed} failed`] : []),
    ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
  ]
  const lines = [`${failed ? '✗' : '✓'} ${file}  ${numbers.join(', ')}  (${seconds.toFixed(1)} s)`]
  for (const [, name, reason] of output.matchAll(/^ *(?:ok|1\.\.0)(?: \d+ - (.*?))? # SKIP ?(.*)$/gim)) {
    lines.push(`    ~ ${name ?? file}: ${reason}`)
  }
  if (trouble) lines.push(`    ${trouble}`)
  if (failed) lines.push(withoutPasses(output))
  return lines.join('\n')
}

/** `12 passed, 0 failed`, with the skipped ones when there are any. */
export function summaryLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

export function addCounts(total: Counts, more: Counts): void {
  total.passed += more.passed
  total.failed += more.failed
  total.skipped += more.skipped
}

function withoutPasses(tap: string): string {
  return tap
    .split('\n')
    .filter(
      (line) => line.trim() !== '' && !/^\s*(ok \d|\d+\.\.\d+|TAP version|# time=|# \{ total)/.test(line),
    )
    .map((line) => `    ${line}`)
    .join('\n')
}
