import type { CheckedPart } from './check-plugin.js'

/** One page for people: what holds, what does not and where, in both languages. */
export function checkPage(folder: string, parts: readonly CheckedPart[]): string {
  const lines = parts.flatMap(({ name, findings }) => {
    const title = `${name['zh-CN']} ${name.en}`
    if (findings === null) return [`– ${title}: 先改好前面的 · mend what comes before first`]
    const faults = findings.filter(({ isHint }) => !isHint)
    const told = findings.flatMap(({ where, words, isHint }) => [
      `    ${isHint ? '~' : '✗'} ${where}`,
      ...[...new Set([words['zh-CN'], words.en])].map((text) => `        ${text}`),
    ])
    return [`${faults.length === 0 ? '✓' : '✗'} ${title}`, ...told]
  })
  const count = faultsOf(parts)
  const last = isSound(parts) ? '全部通过 · all is well' : `${count} 处需要修正 · ${count} to mend`
  return [`${folder}\n`, ...lines, '', last].join('\n')
}

export function isSound(parts: readonly CheckedPart[]): boolean {
  return faultsOf(parts) === 0 && parts.every(({ findings }) => findings !== null)
}

function faultsOf(parts: readonly CheckedPart[]): number {
  return parts.flatMap(({ findings }) => findings ?? []).filter(({ isHint }) => !isHint).length
}
