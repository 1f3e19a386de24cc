import {
  DEPRECATIONS,
  type Deprecation,
  deprecationsUsed,
  deprecationWords,
  type Plugin,
} from '@mamapu/plugin-sdk'

/** One line per plugin that uses what goes away, with the day until which it works. */
export function deprecatedLines(
  plugins: readonly Plugin[],
  list: readonly Deprecation[] = DEPRECATIONS,
): readonly string[] {
  return plugins.flatMap((plugin) => {
    const used = deprecationsUsed(plugin, list).map(deprecationWords)
    if (used.length === 0) return []
    const zh = used.map((words) => words['zh-CN']).join(';')
    return [`! 插件 ${plugin.id}:${zh} · plugin ${plugin.id}: ${used.map(({ en }) => en).join('; ')}`]
  })
}
