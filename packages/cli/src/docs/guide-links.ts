import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

const LINK = /\]\(([^)\s]+)\)/g

/** Links of a page to files and headings that are not there. */
export function linkFaults(
  dir: string,
  { name, lines }: { name: string; lines: readonly string[] },
): string[] {
  const page = join(dir, name)
  return lines.flatMap((line, at) =>
    [...line.matchAll(LINK)].flatMap(([, target = '']) => {
      if (/^[a-z]+:/.test(target)) return []
      const [path = '', anchor = ''] = target.split('#')
      const file = path === '' ? page : join(dirname(page), path)
      const isThere = existsSync(file) && (anchor === '' || anchorsOf(file).has(decodeURIComponent(anchor)))
      return isThere ? [] : [`:${at + 1}: the link ${target} is dead`]
    }),
  )
}

/** What can be pointed at in a page, as it is shown on the web: headings, and places with an id. */
function anchorsOf(file: string): ReadonlySet<string> {
  if (statSync(file).isDirectory() || !file.endsWith('.md')) return new Set()
  const text = readFileSync(file, 'utf8')
  const headings = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) =>
    title
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)"/g)].map(([, id = '']) => id)])
}
