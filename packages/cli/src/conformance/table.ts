import type { ConformanceVerdict } from '@mamapu/testkit'

/** What was found of one plugin. */
export interface Row {
  readonly id: string
  readonly verdicts: readonly ConformanceVerdict[]
}

/** What two plugins did to each other. */
export interface PairRow {
  readonly ids: readonly [string, string]
  readonly faults: readonly string[]
}

const mark = (faults: readonly string[] | null) => (faults === null ? '·' : faults.length === 0 ? '✓' : '✗')

/** The matrix as lines: a check per line, a plugin per column; then every fault with what to do. */
export function tableLines(rows: readonly Row[], pairs: readonly PairRow[]): string[] {
  const checks = rows[0]?.verdicts.map(({ check }) => check) ?? []
  return [
    '✓ 守住 kept   ✗ 有错 broken   · 不适用 does not apply',
    '',
    ...rows.map(({ id }, index) => `${' '.repeat(index * 2)}┌ ${id}`),
    ...checks.map(({ id, title }, line) => {
      const marks = rows.map(({ verdicts }) => mark(verdicts[line]?.faults ?? null))
      return `${marks.join(' ')}  ${id.padEnd(30)} ${title['zh-CN']} · ${title.en}`
    }),
    '',
    ...(pairs.length > 0 ? ['两两同用 In pairs'] : []),
    ...pairs.map(({ ids, faults }) => `${mark(faults)} ${ids.join(' × ')}`),
    ...faultLines(rows, pairs),
  ]
}

function faultLines(rows: readonly Row[], pairs: readonly PairRow[]): string[] {
  return [
    ...rows.flatMap(({ id, verdicts }) =>
      verdicts
        .filter(({ faults }) => (faults ?? []).length > 0)
        .flatMap(({ check, faults }) => [
          '',
          `✗ ${id}: ${check.id} ${check.title['zh-CN']} · ${check.title.en}`,
          ...(faults ?? []).map((fault) => `    ${fault}`),
          `  → ${check.remedy['zh-CN']} · ${check.remedy.en}`,
        ]),
    ),
    ...pairs
      .filter(({ faults }) => faults.length > 0)
      .flatMap(({ ids, faults }) => ['', `✗ ${ids.join(' × ')}`, ...faults.map((fault) => `    ${fault}`)]),
  ]
}

/** How much is broken. */
export function faultCount(rows: readonly Row[], pairs: readonly PairRow[]): number {
  return [...rows.flatMap(({ verdicts }) => verdicts), ...pairs].filter(
    ({ faults }) => (faults ?? []).length > 0,
  ).length
}
