interface Operation {
  readonly summary?: string
  readonly description?: string
  readonly tags?: readonly string[]
}

interface Described {
  readonly info?: { readonly title?: string; readonly version?: string; readonly description?: string }
  readonly paths?: Readonly<Record<string, unknown>>
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

const STYLE = `
body{margin:0 auto;max-width:60rem;padding:1.5rem;font:16px/1.6 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif;color:#2b2320;background:#fffaf6}
h1{font-size:1.6rem}h2{font-size:1.1rem;margin-top:2rem;border-bottom:1px solid #eadfd7}
details{margin:.4rem 0;border:1px solid #eadfd7;border-radius:.5rem;background:#fff}
summary{padding:.5rem .8rem;cursor:pointer;overflow-wrap:anywhere}summary code{font-weight:600}
.m{display:inline-block;min-width:4.2rem;font:600 .8rem ui-monospace,monospace;text-transform:uppercase;color:#a3502c}
pre{margin:0;padding:.8rem;overflow:auto;max-height:32rem;background:#fbf4ee;border-top:1px solid #eadfd7;font-size:.8rem}
`

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** The reference made readable: every operation by group, its description folded under it. Works without script. */
export function referencePage(api: unknown, nonce: string): string {
  const { info, paths } = api as Described
  const groups = new Map<string, string[]>()
  for (const [path, item] of Object.entries(paths ?? {}))
    for (const method of METHODS) {
      const operation = (item as Readonly<Record<string, Operation | undefined>>)[method]
      if (!operation) continue
      const tag = operation.tags?.[0] ?? 'api'
      groups.set(tag, [...(groups.get(tag) ?? []), operationHtml(method, path, operation)])
    }
  const body = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([tag, operations]) => `<h2>${escapeHtml(tag)}</h2>${operations.join('')}`)
  return (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    `<title>${escapeHtml(info?.title ?? 'API')}</title><style nonce="${nonce}">${STYLE}</style></head><body>` +
    `<h1>${escapeHtml(info?.title ?? 'API')} <small>${escapeHtml(info?.version ?? '')}</small></h1>` +
    `<p>${escapeHtml(info?.description ?? '')}</p><p><a href="/api/openapi.json">openapi.json</a></p>` +
    `${body.join('')}</body></html>\n`
  )
}

function operationHtml(method: string, path: string, operation: Operation): string {
  const { summary = '', tags: _, ...rest } = operation
  return (
    `<details><summary><span class="m">${method}</span> <code>${escapeHtml(path)}</code> ${escapeHtml(summary)}</summary>` +
    `<pre>${escapeHtml(JSON.stringify(rest, null, 2))}</pre></details>`
  )
}
