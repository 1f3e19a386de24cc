const BEGIN = /^\s*(?:\/\/|--|\/\*|\{\{!--|<!--)\s*#region ([a-z][a-z0-9-]*)\s*(?:--\}\}|-->|\*\/)?\s*$/
const END = /^\s*(?:\/\/|--|\/\*|\{\{!--|<!--)\s*#endregion(?: [a-z0-9-]+)?\s*(?:--\}\}|-->|\*\/)?\s*$/

/** The named region of a source, or all of it, without the region marks and moved to the left; null when it is not there once. */
export function regionOf(source: string, name: string | null): string | null {
  const lines = source.trimEnd().split('\n')
  const kept = name === null ? lines : linesOf(lines, name)
  return kept && outdented(kept.filter((line) => !BEGIN.test(line) && !END.test(line)))
}

function linesOf(lines: readonly string[], name: string): readonly string[] | null {
  const begins = lines.flatMap((line, index) => (BEGIN.exec(line)?.[1] === name ? [index] : []))
  const [first] = begins
  if (first === undefined || begins.length > 1) return null
  let depth = 0
  for (let at = first; at < lines.length; at += 1) {
    const line = lines[at] as string
    if (BEGIN.test(line)) depth += 1
    else if (END.test(line)) depth -= 1
    if (depth === 0) return lines.slice(first + 1, at)
  }
  return null
}

function outdented(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  const common = Math.min(...indents)
  return lines
    .map((line) => line.slice(common).trimEnd())
    .join('\n')
    .trim()
}
