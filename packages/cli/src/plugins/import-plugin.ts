import { isDefinedPlugin, type Plugin, PluginError } from '@mamapu/plugin-sdk'
import type { FoundPlugin } from './find-plugin.js'
import { pluginFault } from './plugin-fault.js'

/** The plugin a package exports. Whatever its import throws, and whatever else it exports, is one line. */
export async function importPlugin({ from, entry }: FoundPlugin): Promise<Plugin> {
  let value: unknown
  try {
    value = ((await import(entry.href)) as { default?: unknown }).default
  } catch (cause) {
    throw whyNotImported(from, cause)
  }
  if (isDefinedPlugin(value)) return value
  throw looksDefined(value)
    ? pluginFault(from, {
        'zh-CN':
          '没有用本系统的 definePlugin 定义(可能带了自己的 SDK);请把 @mamapu/* 和 typebox 放进 peerDependencies 再安装',
        en: "is not defined by this installation's definePlugin (an SDK of its own?); move @mamapu/* and typebox to its peerDependencies and install it again",
      })
    : pluginFault(from, {
        'zh-CN': '默认导出不是插件;应为 export default definePlugin({ … })',
        en: 'its default export is no plugin; write export default definePlugin({ … })',
      })
}

function looksDefined(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'id' in value && 'api' in value && 'engine' in value
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
      'zh-CN': `载入时出错;请联系插件作者,或用 npm run plugin:remove 去掉它(${said})`,
      en: `its import throws ${said}; ask its author, or take it out with npm run plugin:remove`,
    },
    cause,
  )
}
