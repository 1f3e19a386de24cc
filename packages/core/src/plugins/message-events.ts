import type { Locale, Words } from '@mamapu/kernel'
import type { MessageEvent } from '../notifications/index.js'
import type { PluginRegistry } from './registry.js'
import type { TextFile } from './texts.rules.js'

const PREFIX = 'message.'
const TITLE = 'message-title.'
const VALUE = 'message-value.'

/**
 * What installed plugins tell customers, by their texts `message.<template>`, with what a merchant calls each
 * (`message-title.<template>`) and what it names (`message-value.<name>`). Into the inbox alone, until a merchant says more.
 */
export function messageEventsOf(registry: PluginRegistry): readonly MessageEvent[] {
  return registry.plugins.flatMap(({ id, plugin, texts }) => {
    const own = (key: string): Words => ({
      'zh-CN': wordsOf(texts['zh-CN'], key),
      en: wordsOf(texts.en, key),
    })
    const restsOf = (head: string) =>
      Object.keys(texts['zh-CN']).flatMap((key) => (key.startsWith(head) ? [key.slice(head.length)] : []))
    const values = Object.fromEntries(restsOf(VALUE).map((name) => [name, own(`${VALUE}${name}`)]))
    return restsOf(PREFIX).map((template) => ({
      name: `${id}.${template}`,
      title: titleOf(plugin.title, own(`${TITLE}${template}`)),
      category: categoryOf(plugin, template),
      words: own(`${PREFIX}${template}`),
      values,
      channels: [],
      mustName: [],
    }))
  })
}

/** Whose message it is, and which. */
function titleOf(plugin: Words, own: Words): Words {
  const joined = (locale: Locale) => [plugin[locale], own[locale]].filter((text) => text !== '').join(' · ')
  return { 'zh-CN': joined('zh-CN'), en: joined('en') }
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
