import { createHash } from 'node:crypto'
import { assetType } from './asset-types.js'
import { checkFiles } from './check/index.js'
import { compileTemplate, type Environment, newEnvironment, runnable } from './compile.js'
import { cutAtGaps, type Rendered } from './gaps.js'
import { limits } from './limits.js'
import { type Manifest, parseManifest } from './manifest.js'
import type { Locale } from './page-parts.js'
import { type PageModels, type PageName, pageNames } from './pages.js'
import { ThemeError } from './problems.js'
import { readThemeFiles, type ThemeFiles } from './source.js'
import type { RenderFault, RenderState, Run, RuntimeData, ThemeParts } from './state.js'
import { type LocaleFile, prepareTexts, type Texts } from './texts.js'

export interface Asset {
  /** `/theme/<id>/<hash of the content>/<file>`: never changes its content, so it may be kept for ever. */
  readonly url: string
  readonly type: string
  readonly bytes: Buffer
}

export interface RenderOptions {
  locale: Locale
  /** The merchant's choices; what is missing takes the theme's default. */
  settings?: Readonly<Record<string, string | boolean>>
  /** Told of every plugin part that threw and was left out. */
  onFault?: (fault: RenderFault) => void
}

/** A loaded theme: everything compiled, nothing that changes. Any number of shops may share it. */
export interface Theme {
  readonly id: string
  readonly version: string
  readonly manifest: Manifest
  readonly locales: readonly Locale[]
  /** By the path of the url after `/theme/`: `<id>/<hash>/<file>`. */
  readonly assets: ReadonlyMap<string, Asset>
  /** Renders a page with its gaps open. Throws on a model that breaks the contract or a page beyond its limits. */
  render<P extends PageName>(page: P, model: PageModels[P], options: RenderOptions): Rendered
}

interface PageTemplate {
  body: Run
  layout: Run | null
}

function textOf(source: ThemeFiles, path: string): string {
  return source.files.get(path)?.toString('utf8') ?? ''
}

/** Paths under `folder/` that end in `.hbs`, without both. */
function namesUnder(source: ThemeFiles, folder: string): string[] {
  return [...source.files.keys()]
    .filter((path) => path.startsWith(`${folder}/`) && path.endsWith('.hbs'))
    .map((path) => path.slice(folder.length + 1, -4))
}

function compilePages(environment: Environment, source: ThemeFiles): Map<PageName, PageTemplate> {
  const layouts = new Map<string, Run>()
  for (const name of namesUnder(source, 'layouts')) {
    layouts.set(name, runnable(compileTemplate(environment, textOf(source, `layouts/${name}.hbs`))))
  }
  return new Map(
    pageNames.map((page) => {
      const text = textOf(source, `templates/${page}.hbs`)
      const wanted = /^\{\{!<\s*([\w-]+)\s*\}\}/.exec(text)?.[1]
      const layout = wanted === undefined ? null : (layouts.get(wanted) ?? null)
      return [page, { body: runnable(compileTemplate(environment, text)), layout }]
    }),
  )
}

function readAssets(id: string, source: ThemeFiles): Map<string, Asset> {
  const assets = new Map<string, Asset>()
  for (const [path, bytes] of source.files) {
    if (!path.startsWith('assets/')) continue
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16)
    const file = path.slice('assets/'.length)
    const type = assetType(file) ?? 'application/octet-stream'
    assets.set(file, Object.freeze({ url: `/theme/${id}/${hash}/${file}`, type, bytes }))
  }
  return assets
}

function readLocales(source: ThemeFiles): Map<Locale, Texts> {
  const locales = new Map<Locale, Texts>()
  for (const locale of ['zh-CN', 'en'] as const) {
    const text = textOf(source, `locales/${locale}.json`)
    if (text !== '') locales.set(locale, prepareTexts(JSON.parse(text) as LocaleFile))
  }
  return locales
}

function buildParts(
  environment: Environment,
  source: ThemeFiles,
  manifest: Manifest,
): ThemeParts & { files: Map<string, Asset> } {
  const files = readAssets(manifest.id, source)
  const icons = namesUnder(source, 'partials/icons')
  const overrides = namesUnder(source, 'blocks')
  return {
    id: manifest.id,
    files,
    icons: new Map(icons.map((name) => [name, textOf(source, `partials/icons/${name}.hbs`).trim()])),
    assetUrls: new Map([...files].map(([file, asset]) => [file, asset.url])),
    imageSizes: manifest.imageSizes,
    overrides: new Map(
      overrides.map((name) => [
        name,
        runnable(compileTemplate(environment, textOf(source, `blocks/${name}.hbs`))),
      ]),
    ),
  }
}

function build(source: ThemeFiles): Theme {
  const manifest = parseManifest(textOf(source, 'theme.json')) as Manifest
  const environment = newEnvironment()
  for (const name of namesUnder(source, 'partials')) {
    if (name.startsWith('icons/')) continue
    environment.registerPartial(name, compileTemplate(environment, textOf(source, `partials/${name}.hbs`)))
  }
  const parts = buildParts(environment, source, manifest)
  const templates = compilePages(environment, source)
  const locales = readLocales(source)
  const defaults = Object.fromEntries(manifest.settings.map((setting) => [setting.key, setting.default]))

  return Object.freeze({
    id: manifest.id,
    version: manifest.version,
    manifest,
    locales: [...locales.keys()],
    assets: new Map([...parts.files.values()].map((asset) => [asset.url.slice('/theme/'.length), asset])),
    render<P extends PageName>(page: P, model: PageModels[P], options: RenderOptions): Rendered {
      const texts = locales.get(options.locale) ?? locales.get('zh-CN')
      const template = templates.get(page)
      if (!template || !texts) throw new TypeError(`theme ${manifest.id} has no page ${page}`)
      const { layout } = model
      const onFault = options.onFault ?? (() => {})
      const state: RenderState = {
        theme: parts,
        locale: options.locale,
        layout,
        gaps: [],
        onFault,
        rounds: 0,
        body: '',
      }
      const settings = options.settings ? { ...defaults, ...options.settings } : defaults
      const data: RuntimeData = { state, texts: [texts], layout, settings }
      state.body = template.body(model, data)
      const html = template.layout ? template.layout(model, data) : state.body
      if (html.length > limits.pageChars)
        throw new RangeError(`page ${page} is longer than ${limits.pageChars}`)
      return cutAtGaps(html, state.gaps)
    },
  })
}

/**
 * Reads, checks and compiles a theme folder. Throws `ThemeError` when the check finds something fatal. A theme that is
 * shipped with the product was checked by its tests: `checked: true` spares the start of a process that work.
 */
export function loadTheme(dir: string, { checked = false } = {}): Theme {
  const source = readThemeFiles(dir)
  if (checked) return build(source)
  const fatal = checkFiles(source).filter((problem) => problem.level === 'fatal')
  if (fatal.length > 0) throw new ThemeError(dir, fatal)
  return build(source)
}
