import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { plugins } from '@mamapu/core'
import { must } from '@mamapu/kernel'
import type { Plugin } from '@mamapu/plugin-sdk'
import { compileBlock, fill, loadPreview, loadTheme, type RenderFault } from '@mamapu/theme-engine'

const THEMES = fileURLToPath(new URL('../../../../themes', import.meta.url))
/** Set, the snapshot is written instead of compared. */
const UPDATE = 'UPDATE_BLOCKS'

/** Data of each block as its slot or page gives it, by block and case. */
export type BlockSamples = Readonly<Record<string, Readonly<Record<string, object>>>>

/**
 * Every block of a plugin in every case, theme and language, as a storefront renders it: one line per tag, moving values as
 * ‹names›. What is the same in several themes stands once. Throws on a block without a sample and on a sample that shows nothing.
 */
export function renderBlocks(plugin: Plugin, samples: BlockSamples, themesDir = THEMES): string {
  const [loaded] = plugins.loadPlugins([plugin]).plugins
  const { blocks, texts } = must(loaded, 'the plugin')
  const nameless = Object.keys(blocks).filter((name) => Object.keys(samples[name] ?? {}).length === 0)
  if (nameless.length > 0) throw new Error(`no sample of ${nameless.join(', ')}`)
  const themes = readdirSync(themesDir)
    .sort()
    .map((name) => themeAt(join(themesDir, name)))
  const shown: string[] = []
  for (const [name, source] of Object.entries(blocks)) {
    const template = compileBlock(source, { plugin: plugin.id, name, texts })
    for (const [title, data] of Object.entries(samples[name] ?? {})) {
      const seen = new Map<string, string[]>()
      for (const theme of themes)
        for (const locale of theme.locales) {
          const html = theme.show({ plugin: plugin.id, template, data }, locale)
          if (html === '') throw new Error(`${name} shows nothing of the sample ${title}`)
          seen.set(html, [...(seen.get(html) ?? []), `${theme.id} ${locale}`])
        }
      for (const [html, where] of seen)
        shown.push(`<!-- ${name}, ${title}: ${where.join(', ')} -->\n${html}\n`)
    }
  }
  return shown.join('\n')
}

type Part = {
  readonly plugin: string
  readonly template: ReturnType<typeof compileBlock>
  readonly data: object
}
type Locale = 'zh-CN' | 'en'

/** A theme that shows one part on its page for plugins. */
function themeAt(dir: string) {
  const theme = loadTheme(dir, { checked: true })
  const [preview] = loadPreview(dir)
  const { layout } = must(preview, 'a page among the previews of the theme').model
  return {
    id: theme.id,
    locales: theme.locales,
    show(part: Part, locale: Locale): string {
      const faults: RenderFault[] = []
      // Marks that no text has, so that the part is found in the page.
      const run: Part['template']['run'] = (data, runtime) =>
        `\u0001${part.template.run(data, runtime)}\u0002`
      const body = { ...part, template: { ...part.template, run } }
      const page = theme.render(
        'plugin',
        { layout, heading: '', body },
        {
          locale,
          onFault: (fault) => faults.push(fault),
        },
      )
      const [fault] = faults
      if (fault) throw new Error(`${part.template.name}: ${String(fault.error)}`)
      const html = fill(page, (name, arg) => `‹${arg === '' ? name : `${name} ${arg}`}›`)
      return tidy(html.slice(html.indexOf('\u0001') + 1, html.indexOf('\u0002')))
    },
  }
}

/** One line per tag with what follows it; white space, drawings of icons and the zeros of ids left out. */
function tidy(html: string): string {
  return html
    .replace(/<svg[\s\S]*?<\/svg>/g, '<svg/>')
    .replace(/\s+/g, ' ')
    .replace(/0{20,}/g, '')
    .replace(/ ?(<(?!\/|b>|small>|svg))/g, '\n$1')
    .trim()
}

/**
 * Compares the blocks with `src/blocks.snapshot.txt` of the plugin, rendered from `src/blocks.samples.json`; answers the first
 * difference in words, nothing when they are alike. With UPDATE_BLOCKS=1 the snapshot is written.
 */
export function checkBlocks(plugin: Plugin, themesDir?: string): readonly string[] {
  const src = new URL('../src/', must(plugin.blocksDir, 'a plugin with blocks'))
  const samples = JSON.parse(readFileSync(new URL('blocks.samples.json', src), 'utf8')) as BlockSamples
  const file = new URL('blocks.snapshot.txt', src)
  const now = renderBlocks(plugin, samples, themesDir)
  if (process.env[UPDATE]) writeFileSync(file, now)
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  if (before === now) return []
  const [was, is] = [before.split('\n'), now.split('\n')]
  const at = is.findIndex((line, index) => line !== was[index])
  const line = at < 0 ? is.length : at
  return [
    `${fileURLToPath(file)}:${line + 1} was ${JSON.stringify(was[line] ?? '')} and is ${JSON.stringify(is[line] ?? '')}; ` +
      `if that is meant, run the test again with ${UPDATE}=1`,
  ]
}
