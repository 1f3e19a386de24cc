import { setTimeout } from 'node:timers/promises'
import { isDefinedPlugin, type Plugin, PluginError } from '@mamapu/plugin-sdk'
import type { FoundPlugin } from './find-plugin.js'
import { assertOwnFolders } from './own-folders.js'
import { pluginFault } from './plugin-fault.js'

const IMPORT_MAX_MS = 10_000

/** The plugin a package exports. Whatever its import throws, does or never does, and whatever else it exports, is one line. */
export async function importPlugin(
  found: FoundPlugin,
  { maxMs = IMPORT_MAX_MS }: { readonly maxMs?: number } = {},
): Promise<Plugin> {
  const { from, entry } = found
  let value: unknown
  const stop = new AbortController()
  const sayWhoEnded = () => {
    console.error(`\n✗ ${endedBy(from).message}`)
    process.exitCode = 1
  }
  process.once('exit', sayWhoEnded)
  try {
    const loaded = await Promise.race([
      import(entry.href) as Promise<{ default?: unknown }>,
      tooLong(maxMs, stop),
    ])
    value = loaded.default
  } catch (cause) {
    throw whyNotImported(from, cause)
  } finally {
    stop.abort()
    process.off('exit', sayWhoEnded)
  }
  if (isDefinedPlugin(value)) {
    assertOwnFolders(found, value)
    return value
  }
  throw looksDefined(value)
    ? pluginFault(from, {
        'zh-CN':
          '没有用本系统的 definePlugin 定义（可能带了自己的 SDK）；请把 @mamapu/* 和 typebox 放进 peerDependencies 再安装',
        en: "is not defined by this installation's definePlugin (an SDK of its own?); move @mamapu/* and typebox to its peerDependencies and install it again",
      })
    : pluginFault(from, {
        'zh-CN': '默认导出不是插件；应为 export default definePlugin({ … })',
        en: 'its default export is no plugin; write export default definePlugin({ … })',
      })
}

/** Keeps the process alive meanwhile: an import that waits for nothing would end it without a word. */
async function tooLong(maxMs: number, { signal }: AbortController): Promise<never> {
  await setTimeout(maxMs, undefined, { signal }).catch(() => new Promise(() => {}))
  throw new Error(`still not loaded after ${maxMs / 1000} s`)
}

function looksDefined(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'id' in value && 'api' in value && 'engine' in value
}

function endedBy(from: string) {
  return pluginFault(from, {
    'zh-CN': '载入时结束了进程；请联系插件作者，或用 npm run plugin:remove -- <from> --force 去掉它',
    en: 'ended the process while it was imported; ask its author, or take it out with npm run plugin:remove -- <from> --force',
  })
}

/** A fault in the definition is told in the words of the SDK, anything else in the words of what was thrown. */
function whyNotImported(from: string, cause: unknown) {
  if (cause instanceof PluginError)
    return pluginFault(
      from,
      { 'zh-CN': cause.zh ?? `定义有误(${cause.message})`, en: `${cause.message}` },
      cause,
    )
  const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  return pluginFault(
    from,
    {
      'zh-CN': `载入时出错；请联系插件作者，或用 npm run plugin:remove 去掉它(${said})`,
      en: `its import throws ${said}; ask its author, or take it out with npm run plugin:remove`,
    },
    cause,
  )
}
