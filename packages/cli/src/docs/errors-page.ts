import type { http, plugins } from '@mamapu/core'
import * as core from '@mamapu/core'

type Entries = Readonly<Record<string, http.ErrorEntry>>

/** Every list of codes the product can answer with, by its own name: whatever a domain of core exports as `…_ERRORS`. */
function lists(registry: plugins.PluginRegistry): readonly (readonly [name: string, entries: Entries])[] {
  const ofCore = Object.values(core).flatMap((domain) =>
    Object.entries(domain)
      .filter(([name]) => name.endsWith('_ERRORS'))
      .map(
        ([name, entries]) => [name.slice(0, -'_ERRORS'.length).toLowerCase(), entries as Entries] as const,
      ),
  )
  const ofPlugins = registry.plugins.map(
    ({ id, plugin }) => [`plugin ${id}`, (plugin.errors ?? {}) as Entries] as const,
  )
  return [...ofCore.sort(([a], [b]) => (a < b ? -1 : 1)), ...ofPlugins]
}

/** docs/errors.md: made from the lists themselves, so that manual and code cannot differ. */
export function errorsPage(registry: plugins.PluginRegistry): string {
  const sections = lists(registry).map(([name, entries]) => {
    const rows = Object.entries(entries).map(
      ([code, entry]) =>
        `| <a id="${code}"></a>\`${code}\` | ${entry.status} | ${entry['zh-CN']} | ${entry.en} |`,
    )
    return `## ${name}\n\n| code | status | 中文 | English |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`
  })
  return `# Errors · 错误码\n\nMade by \`npm run docs\` from the \`*.errors.ts\` lists; a test keeps it equal. Replies are problem details (RFC 9457) with these stable codes.\n\n${sections.join('\n')}`
}

/** Codes that stand in more than one list; there must be none. */
export function repeatedCodes(registry: plugins.PluginRegistry): readonly string[] {
  const codes = lists(registry).flatMap(([, entries]) => Object.keys(entries))
  return codes.filter((code, index) => codes.indexOf(code) !== index)
}
