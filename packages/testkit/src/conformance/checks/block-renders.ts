import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { plugins } from '@mamapu/core'
import { must } from '@mamapu/kernel'
import { compileBlock, fill, loadPreview, loadTheme } from '@mamapu/theme-engine'
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
  const themes = themeFolders().map(themeAt)
  if (themes.length === 0) throw new Error(`no themes in ${THEMES}: nothing could be rendered`)
  for (const { theme, show } of themes)
    for (const locale of theme.locales) {
      const nothing = show(locale, null).html.length
      for (const part of parts) {
        const { html, fault } = show(locale, part)
        const where = `${part.where} in ${theme.id}, ${locale}`
        found.push({ where, html, bare: html.length - nothing, fault })
      }
    }
  return found
}

interface Part extends plugins.ShownPart {
  readonly where: string
  readonly template: ReturnType<typeof compileBlock>
}

/** What the plugin shows with probes for all strings of its settings and its campaign. */
async function partsOf(shop: SampleShop, subject: ConformanceSubject): Promise<Part[]> {
  const { plugin } = subject
  const loaded = must(shop.test.host.registry.find(plugin.id), 'the plugin is installed')
  const templates = new Map<string, Part['template']>()
  const templateOf = (name: string) => {
    const source = must(loaded.blocks[name], `the block ${name}`)
    const made = templates.get(name) ?? compileBlock(source, { plugin: plugin.id, name, texts: loaded.texts })
    templates.set(name, made)
    return made
  }
  const shown = [...(await shownInSlots(shop, subject)), ...(await shownOnPages(shop))]
  return shown.map(({ where, part }) => ({
    ...part,
    where: `${part.block} at ${where}`,
    template: templateOf(part.block),
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

/** A theme, read once, whose page for plugins shows one part, or none. */
function themeAt(dir: string) {
  const theme = loadTheme(dir, { checked: true })
  const page = must(
    loadPreview(dir).find((one) => one.page === 'plugin'),
    'a preview of a plugin’s page',
  )
  return {
    theme,
    show(locale: 'zh-CN' | 'en', part: Part | null): Pick<Appearance, 'html' | 'fault'> {
      const faults: string[] = []
      const body = part ?? { plugin: '', template: { plugin: '', name: '', run: () => '' }, data: {} }
      const model = { ...page.model, heading: '', body }
      const onFault = ({ error }: { error: unknown }) => void faults.push(String(error))
      const html = fill(theme.render('plugin', model as never, { locale, onFault }), page.gap).toString()
      return { html, fault: faults[0] ?? null }
    },
  }
}

/** The themes of this installation; none where the package stands alone. */
function themeFolders(): string[] {
  if (!existsSync(THEMES)) return []
  return readdirSync(THEMES)
    .map((name) => join(THEMES, name))
    .filter((dir) => existsSync(join(dir, 'theme.json')))
}
