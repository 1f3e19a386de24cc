import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { workspaceRoot } from '../workspace.js'
import type { PluginPlace } from './plugin-list.js'

interface Teardown {
  teardown(work: () => unknown): void
}

/** For tests: a list of plugins of their own, in a folder below the top so that plugins there find our SDK. */
export interface PluginRoom {
  readonly place: PluginPlace
  /** For a process that is to use this list. */
  readonly env: Readonly<Record<string, string>>
  write(path: string, text: string): string
  list(...entries: readonly object[]): void
  /** Writes a package that is a plugin; gives what stands in the list's `from`. */
  plugin(
    folder: string,
    definition?: Readonly<Record<string, unknown>>,
    /** `urls` are folders seen from it, by the key that names them. */
    more?: { head?: string; urls?: Readonly<Record<string, string>> },
  ): string
}

export function pluginRoom(t: Teardown): PluginRoom {
  mkdirSync(join(workspaceRoot, '.tap'), { recursive: true })
  const folder = mkdtempSync(join(workspaceRoot, '.tap', 'plugins-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    return join(folder, path)
  }
  const listFile = join(folder, 'plugins.json')
  const place = { root: workspaceRoot, listFile, store: join(folder, '.plugins') }
  const list = (...entries: readonly object[]) =>
    void write('plugins.json', JSON.stringify({ plugins: entries }))
  list()
  return {
    place,
    env: { PLUGINS_FILE: listFile },
    write,
    list,
    plugin(name, definition = {}, { head = '', urls = {} } = {}) {
      write(
        `${name}/package.json`,
        JSON.stringify({ name, version: '1.2.0', type: 'module', main: 'index.js' }),
      )
      write(`${name}/index.js`, `${head}\n${sourceOf({ ...USUAL, ...definition }, urls)}`)
      return relative(workspaceRoot, join(folder, name))
    },
  }
}

const USUAL = {
  id: 'hello-off',
  version: '1.2.0',
  api: 1,
  engine: '^0.1',
  title: { 'zh-CN': '见面礼', en: 'Hello money' },
  description: { 'zh-CN': '每单减一元。', en: 'One yuan off each order.' },
  category: 'discount',
}

/** One yuan off every order, as somebody outside would write it. */
function sourceOf(
  definition: Readonly<Record<string, unknown>>,
  urls: Readonly<Record<string, string>>,
): string {
  const folders = Object.entries(urls).map(([key, path]) => `${key}: new URL('${path}', import.meta.url),`)
  return `import { toFen, ZERO_FEN } from '@mamapu/kernel'
import { definePlugin, forSettings } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
const settings = Type.Object({})
const off = forSettings(settings).price({
  name: 'off', stage: 'order', facts: {},
  offers: ({ cart }) => [{
    id: 'hello-off:off', plugin: 'hello-off', stage: 'order', label: { 'zh-CN': '见面礼', en: 'Hello' },
    class: 'hello', combinesWith: [], lineIds: cart.lines.map(({ lineId }) => lineId),
    tiers: [{ thresholdFen: ZERO_FEN, reduction: { amountFen: toFen(100) } }], applies: 'always',
  }],
})
export default definePlugin({
  settings, prices: [off], on: { 'order.paid': { handle: async () => {} } }, ...${JSON.stringify(definition)}, ${folders.join(' ')}
})
`
}
