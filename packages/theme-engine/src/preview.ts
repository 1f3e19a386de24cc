import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { compileBlock } from './block.js'
import { fill, type GapName } from './gaps.js'
import type { Layout, Locale, Picture, ProductCard, SlotPart } from './page-parts.js'
import type { PageModels, PageName } from './pages.js'
import { safeHtml } from './safe-html.js'
import type { LocaleFile } from './texts.js'
import { loadTheme } from './theme.js'

/** One page of a theme's `preview/pages`, ready to be rendered. */
export interface PreviewPage {
  name: string
  page: PageName
  model: PageModels[PageName]
  gap: (name: GapName, arg: string) => string
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
interface PageFile {
  page: PageName
  layout: Record<string, Json>
  gaps: Record<string, string>
  model: Record<string, Json>
}

const usualGaps: Readonly<Record<GapName, string>> = {
  csrf: 'preview-token',
  nonce: 'preview-nonce',
  now: '2026-11-22T04:10:00.000Z',
  'cart-count': '3',
  'customer-name': '',
  stock: '9',
  'sale-state': 'on-sale',
  countdown: '02:11:09',
  until: '7869',
  left: '20',
  'left-state': 'on-sale',
  'left-again': '',
  taken: '63',
  progress: '40',
  follow: 'quiet',
  'follow-ask': '',
  mark: '',
}

function readJson<T>(dir: string, path: string): T {
  return JSON.parse(readFileSync(join(dir, 'preview', path), 'utf8')) as T
}

/** Turns the short forms of preview files (`$picture`, `$cards`, `$html`, `$block`) into what a model holds. */
class Reviver {
  readonly #dir: string
  readonly #products: Json[]
  readonly #texts: Partial<Record<Locale, LocaleFile>>

  constructor(dir: string) {
    this.#dir = dir
    this.#products = readJson<Json[]>(dir, 'products.json')
    this.#texts = readJson<Partial<Record<Locale, LocaleFile>>>(dir, 'texts.json')
  }

  revive(value: Json): unknown {
    if (Array.isArray(value)) return value.map((one) => this.revive(one))
    if (typeof value !== 'object' || value === null) return value
    const [[key, inner] = ['', null]] = Object.entries(value)
    if (key === '$html') return safeHtml(String(inner))
    if (key === '$picture') return this.#picture(String(inner), 800)
    if (key === '$banner') return this.#picture(String(inner), 600)
    if (key === '$cards')
      return (inner as number[]).map((at) => this.revive(this.#products[at] ?? null) as ProductCard)
    if (key === '$block') return this.#part(inner as { plugin: string; name: string; data: Json })
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.revive(one)]))
  }

  #picture(name: string, height: number): Picture {
    const url = `/preview/pictures/${name}.svg`
    const width = height === 800 ? 800 : 1200
    return { url, width, height, alt: '', sources: [{ url, width }] }
  }

  #part(block: { plugin: string; name: string; data: Json }): SlotPart {
    const { plugin, name } = block
    const source = readFileSync(join(this.#dir, 'preview', 'blocks', plugin, `${name}.hbs`), 'utf8')
    const template = compileBlock(source, { plugin, name, texts: this.#texts })
    return { plugin, template, data: this.revive(block.data) as object }
  }
}

/** The example pages that come with a theme. */
export function loadPreview(dir: string): PreviewPage[] {
  const reviver = new Reviver(dir)
  const layout = readJson<Record<string, Json>>(dir, 'layout.json')
  return readdirSync(join(dir, 'preview', 'pages'))
    .sort()
    .map((file) => {
      const { page, layout: own, gaps, model } = readJson<PageFile>(dir, `pages/${file}`)
      const whole = reviver.revive({ ...layout, ...own }) as Layout
      return {
        name: file.replace('.json', ''),
        page,
        model: { ...(reviver.revive(model) as object), layout: whole } as PageModels[PageName],
        gap: (name: GapName, arg: string) => gaps[`${name}:${arg}`] ?? gaps[name] ?? usualGaps[name],
      }
    })
}

/** Writes every example page of a theme as a file, per locale, with its assets, into `out`; gives the files' names. */
export function renderPreview(dir: string, out: string): string[] {
  const theme = loadTheme(dir)
  const put = (path: string, bytes: string | Buffer) => {
    mkdirSync(dirname(join(out, path)), { recursive: true })
    writeFileSync(join(out, path), bytes)
  }
  for (const [path, asset] of theme.assets) put(`theme/${path}`, asset.bytes)
  for (const file of readdirSync(join(dir, 'preview', 'pictures'))) {
    put(`preview/pictures/${file}`, readFileSync(join(dir, 'preview', 'pictures', file)))
  }
  const pages = loadPreview(dir)
  const written: string[] = []
  for (const locale of theme.locales) {
    for (const { name, page, model, gap } of pages) {
      const path = `${locale}/${name}.html`
      put(path, fill(theme.render(page, model, { locale }), gap))
      written.push(path)
    }
  }
  return written
}
