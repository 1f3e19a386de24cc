import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { plugins } from '@mamapu/core'
import { must } from '@mamapu/kernel'
import { compileBlock, fill, loadPreview, loadTheme, type Theme } from '@mamapu/theme-engine'
import type { ConformanceSubject, SampleShop } from '../check.types.js'
import { shownInSlots } from './shown-slots.js'

const THEMES = fileURLToPath(new URL('../../../../../themes/', import.meta.url))

const NOWHERE =
  'is shown nowhere with the samples: give facts, a campaign or rows (fill) with which it shows something'

/** One appearance of a block in one theme and language. */
export interface Appearance {
  readonly where: string
  readonly html: string
  readonly bare: number
  readonly fault: string | null
}

const rendered = new WeakMap<ConformanceSubject, Promise<readonly Appearance[]>>()

/** Every block of the plugin in its slots and pages, in every theme and language, once per subject. */
export function renderBlocks(subject: ConformanceSubject): Promise<readonly Appearance[]> {
  const known = rendered.get(subject) ?? renderAll(subject)
  rendered.set(subject, known)
  return known
}

async function renderAll(subject: ConformanceSubject): Promise<readonly Appearance[]> {
  const found: Appearance[] = []
  const parts = await partsOf(await subject.sampleShop(), subject)
  const isShown = (name: string) => parts.some(({ block }) => block === name)
  for (const block of Object.keys(subject.plugin.blocks ?? {}).filter((name) => !isShown(name)))
    found.push({ where: block, html: '', bare: 0, fault: NOWHERE })
  const themes = themeFolders().map((dir) => ({ dir, theme: loadTheme(dir) }))
  if (themes.length === 0) throw new Error(`no themes in ${THEMES}: nothing could be rendered`)
  for (const { dir, theme } of themes)
    for (const locale of theme.locales)
      for (const part of parts)
        found.push({
          where: `${part.where} in ${theme.id}, ${locale}`,
          ...renderOne(dir, theme, locale, part),
        })
  return found
}

interface Part extends plugins.ShownPart {
  readonly where: string
  readonly source: string
  readonly texts: plugins.LoadedPlugin['texts']
}

/** What the plugin shows with probes for all strings of its settings and its campaign. */
async function partsOf(shop: SampleShop, subject: ConformanceSubject): Promise<Part[]> {
  const { plugin } = subject
  const loaded = must(shop.test.host.registry.find(plugin.id), 'the plugin is installed')
  const shown = [...(await shownInSlots(shop, subject)), ...(await shownOnPages(shop))]
  return shown.map(({ where, part }) => ({
    ...part,
    where: `${part.block} at ${where}`,
    source: must(loaded.blocks[part.block], `the block ${part.block}`),
    texts: loaded.texts,
  }))
}

interface Shown {
  readonly where: string
  readonly part: plugins.ShownPart
}

async function shownOnPages(shop: SampleShop): Promise<Shown[]> {
  const { plugin } = shop
  const shown: Shown[] = []
  for (const { name } of plugin.pages ?? []) {
    const page = await shop.page(name, shop.filledFor)
    if (page.found)
      shown.push({ where: `page ${name}`, part: { plugin: plugin.id, block: page.block, data: page.data } })
  }
  return shown
}

function renderOne(
  dir: string,
  theme: Theme,
  locale: 'zh-CN' | 'en',
  { plugin, block, data, source, texts }: Part,
): Omit<Appearance, 'where'> {
  const page = must(
    loadPreview(dir).find((one) => one.page === 'plugin'),
    'a preview of a plugin’s page',
  )
  const faults: string[] = []
  const template = compileBlock(source, { plugin, name: block, texts })
  const model = { ...page.model, heading: '', body: { plugin, template, data } }
  const onFault = ({ error }: { error: unknown }) => void faults.push(String(error))
  const html = fill(theme.render('plugin', model as never, { locale, onFault }), page.gap).toString()
  const empty = { ...model, body: { plugin, template: { plugin, name: block, run: () => '' }, data } }
  const bare = fill(theme.render('plugin', empty as never, { locale }), page.gap).toString().length
  return { html, bare: html.length - bare, fault: faults[0] ?? null }
}

/** The themes of this installation; none where the package stands alone. */
function themeFolders(): string[] {
  if (!existsSync(THEMES)) return []
  return readdirSync(THEMES)
    .map((name) => join(THEMES, name))
    .filter((dir) => existsSync(join(dir, 'theme.json')))
}
