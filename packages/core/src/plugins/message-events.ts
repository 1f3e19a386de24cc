import type { MessageEvent } from '../notifications/index.js'
import type { PluginRegistry } from './registry.js'
import type { TextFile } from './texts.rules.js'

const PREFIX = 'message.'

/** What installed plugins tell customers, by their texts `message.<template>`. Into the inbox alone, until a merchant says more. */
export function messageEventsOf(registry: PluginRegistry): readonly MessageEvent[] {
  return registry.plugins.flatMap(({ id, plugin, texts }) =>
    Object.keys(texts['zh-CN'])
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => ({
        name: `${id}.${key.slice(PREFIX.length)}`,
        title: plugin.title,
        category: categoryOf(plugin, key.slice(PREFIX.length)),
        words: { 'zh-CN': wordsOf(texts['zh-CN'], key), en: wordsOf(texts.en, key) },
        channels: [],
        mustName: [],
      })),
  )
}

/** What kind of message a plugin's template is. */
export function categoryOf(
  { offerMessages = [] }: { readonly offerMessages?: readonly string[] },
  template: string,
): 'service' | 'marketing' {
  return offerMessages.includes(template) ? 'marketing' : 'service'
}

function wordsOf(file: TextFile, key: string): string {
  const entry = file[key] ?? ''
  return typeof entry === 'string' ? entry : entry.other
}
