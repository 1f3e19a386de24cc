import { parseManifest } from '../manifest.js'
import type { Problem } from '../problems.js'
import { readThemeFiles, type ThemeFiles } from '../source.js'
import type { LocaleFile } from '../texts.js'
import { readTemplate } from './ast.js'
import { type CheckInput, runRules, type TemplateFile, type TemplateKind } from './rule.js'
import { themeRules } from './rules.js'

const folders: readonly [folder: string, kind: TemplateKind][] = [
  ['layouts', 'layout'],
  ['templates', 'template'],
  ['partials/icons', 'icon'],
  ['partials', 'partial'],
  ['blocks', 'block'],
]

function readTemplates(files: ReadonlyMap<string, Buffer>): TemplateFile[] {
  const templates: TemplateFile[] = []
  for (const [path, bytes] of files) {
    const place = path.endsWith('.hbs')
      ? folders.find(([folder]) => path.startsWith(`${folder}/`))
      : undefined
    if (!place) continue
    const name = path.slice((place[1] === 'icon' ? 'partials' : place[0]).length + 1, -4)
    templates.push(readTemplate({ path, name, kind: place[1], text: bytes.toString('utf8') }))
  }
  return templates
}

function readLocale(bytes: Buffer): LocaleFile | null {
  try {
    return JSON.parse(bytes.toString('utf8')) as LocaleFile
  } catch {
    return null
  }
}

/** Everything rules look at, read from the files of a theme. */
export function checkInput(files: ReadonlyMap<string, Buffer>): CheckInput {
  const locales = new Map<string, LocaleFile>()
  for (const [path, bytes] of files) {
    const name = /^locales\/([\w-]+)\.json$/.exec(path)?.[1]
    const locale = name === undefined ? null : readLocale(bytes)
    if (name !== undefined && locale) locales.set(name, locale)
  }
  const manifest = files.get('theme.json')
  return {
    files,
    manifest: manifest ? parseManifest(manifest.toString('utf8')) : null,
    templates: readTemplates(files),
    locales,
  }
}

/** All problems of the files of a theme. */
export function checkFiles(source: ThemeFiles): Problem[] {
  return [...source.problems, ...runRules(themeRules, checkInput(source.files))]
}

/** All problems of a theme folder, worst first. */
export function checkTheme(dir: string): Problem[] {
  const order = ['fatal', 'error', 'warning', 'advice']
  return checkFiles(readThemeFiles(dir)).sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
}
