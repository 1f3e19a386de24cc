import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { plugins } from '@mamapu/core'
import { OutsideError } from '@mamapu/kernel'
import type { PluginScope } from '@mamapu/plugin-sdk'
import { type PluginPlace, pluginPlace, readList, writeList } from '../plugins/plugin-list.js'
import { workspaceRoot } from '../workspace.js'
import { pluginFiles, templateSources } from './plugin-files.js'
import { PRIMITIVE_NAMES, type Primitive } from './primitives.js'
import { isTitle, type PluginNames, whyNoId } from './template.rules.js'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface NewPlugin {
  readonly names: PluginNames
  readonly wanted: ReadonlySet<Primitive>
}

const refuse = (code: string, message: string) => new OutsideError(code, message)

/** Throws one clear line when a plugin cannot be called so or its folder is there; nothing was changed then. */
export function assertIdIsFree(id: string): void {
  const why = whyNoId(id, templateSources())
  if (why === 'shape')
    throw refuse(
      'PLUGIN_ID',
      `id 是 2 到 31 个小写字母、数字和 -，以字母开头，如 price-cut · an id is 2 to 31 of a-z, 0-9 and -, like price-cut: ${id}`,
    )
  if (why === 'word')
    throw refuse(
      'PLUGIN_ID',
      `"${id}" 在代码里另有所指，请换一个更具体的，如 ${id}-offer · "${id}" means something else in the code, choose a fuller one`,
    )
  const listed = readList(pluginPlace()).map(({ from }) => from.replace(/^.*\//, '').replace(/^plugin-/, ''))
  const there = [...foldersIn('plugins'), ...foldersIn('plugins/examples')]
  if (there.includes(id) || listed.includes(id))
    throw refuse(
      'PLUGIN_THERE',
      `${id} 已经有了；重来请先 npm run plugin:remove -- ${id}，再删掉它的目录 · ${id} is there already; to begin anew run npm run plugin:remove -- ${id} and delete its folder`,
    )
  const taken = nameTaken(id)
  if (taken !== null)
    throw refuse(
      'PLUGIN_ID',
      `${taken} 这个名字已经有插件在用，请换一个 id · the name ${taken} is used by another plugin, choose another id: ${id}`,
    )
}

/** With this id, names that begin so would be its own: a table some shorter-named plugin already has. */
function nameTaken(id: string): string | null {
  const prefix = `${id.replaceAll('-', '_')}_`
  for (const path of ['plugins', 'plugins/examples'])
    for (const other of foldersIn(path).filter((name) => id.startsWith(`${name}-`))) {
      const folder = join(workspaceRoot, path, other, 'migrations')
      const name = existsSync(folder) ? plugins.sqlNameWith(prefix, folder) : null
      if (name !== null) return name
    }
  return null
}

function foldersIn(path: string): readonly string[] {
  const folder = join(workspaceRoot, path)
  return existsSync(folder) ? readdirSync(folder) : []
}

export function assertIsTitle(title: string): void {
  if (!isTitle(title))
    throw refuse(
      'PLUGIN_TITLE',
      `名称是 1 到 24 个字，不含引号和括号等符号 · a title is 1 to 24 letters without quotes or brackets: ${title}`,
    )
}

/** The primitives of a comma list; `all` for every one. */
export function readPrimitives(text: string): readonly Primitive[] {
  const names = text.split(/[,，\s]+/).filter(Boolean)
  if (names.includes('all')) return PRIMITIVE_NAMES
  const unknown = names.find((name) => !(PRIMITIVE_NAMES as readonly string[]).includes(name))
  if (unknown !== undefined)
    throw refuse(
      'PRIMITIVE_UNKNOWN',
      `没有 "${unknown}"，可选 · no such primitive "${unknown}", known are ${PRIMITIVE_NAMES.join(', ')}`,
    )
  return names as Primitive[]
}

/** Writes a plugin's files into a folder that is not there yet, formatted; all of them or none. */
export function writePluginFiles(folder: string, plugin: NewPlugin, up?: string): void {
  mkdirSync(dirname(folder), { recursive: true })
  const draft = mkdtempSync(join(dirname(folder), '.new-'))
  try {
    for (const [path, text] of pluginFiles(plugin.names, plugin.wanted, up)) {
      mkdirSync(dirname(join(draft, path)), { recursive: true })
      writeFileSync(join(draft, path), text)
    }
    renameSync(draft, folder)
    formatFiles(folder)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/** Orders imports and sets lines as the workspace does; without its lint rules, for which the linter would read every package. */
function formatFiles(folder: string): void {
  const {
    linter: _linter,
    overrides: _overrides,
    ...rest
  } = JSON.parse(readFileSync(join(workspaceRoot, 'biome.json'), 'utf8')) as Record<string, unknown>
  const place = mkdtempSync(join(tmpdir(), 'mamapu-format-'))
  try {
    writeFileSync(join(place, 'biome.json'), JSON.stringify({ ...rest, linter: { enabled: false } }))
    runTool('@biomejs/biome/bin/biome', ['check', '--write', `--config-path=${place}`, folder])
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** What the new plugin uses of core, as its manifest says. */
export function scopesOf(wanted: ReadonlySet<Primitive>): readonly PluginScope[] {
  return [
    ...(wanted.has('quota') ? (['quotas:take'] as const) : []),
    ...(wanted.has('ledger') ? (['ledger:post'] as const) : []),
  ]
}

/**
 * Writes `plugins/<id>`, enters it in plugins.json and the top tsconfig.json, installs and compiles. When a step fails, or
 * somebody presses Ctrl-C, everything is as it was.
 */
export function createPlugin(
  plugin: NewPlugin,
  say: (line: string) => void,
  place: PluginPlace = pluginPlace(),
): void {
  const { id } = plugin.names
  const { root } = place
  const folder = join(root, 'plugins', id)
  const files = [place.listFile, join(root, 'tsconfig.json'), join(root, 'pnpm-lock.yaml')]
  const before = files.map((file) => [file, readFileSync(file)] as const)
  const undo = () => {
    rmSync(folder, { recursive: true, force: true })
    for (const [file, content] of before) writeFileSync(file, content)
  }
  const interrupted = () => {
    undo()
    process.exit(130)
  }
  for (const signal of SIGNALS) process.on(signal, interrupted)
  try {
    writePluginFiles(folder, plugin)
    addReferences(join(root, 'tsconfig.json'), `plugins/${id}`)
    say('正在安装依赖 · installing its packages …')
    installPackages(root)
    say('正在编译 · compiling …')
    runTool('typescript/bin/tsc', ['-b', folder, join(folder, 'tsconfig.test.json')])
    // Last: what is listed is what the next start loads.
    writeList(place, [...readList(place), { from: `plugins/${id}`, scopes: scopesOf(plugin.wanted) }])
  } catch (error) {
    undo()
    throw error
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupted)
  }
}

function addReferences(file: string, folder: string): void {
  const config = JSON.parse(readFileSync(file, 'utf8')) as { references: { path: string }[] }
  config.references.push({ path: folder }, { path: `${folder}/tsconfig.test.json` })
  writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`)
}

/** By the pnpm of the set-up script, which hands its command down to us. */
function installPackages(root: string): void {
  const [program, ...args] = JSON.parse(
    process.env.MAMAPU_PNPM ?? '["npx","--yes","--prefer-offline","pnpm"]',
  ) as [string, ...string[]]
  const flags = ['install', '--no-frozen-lockfile', '--prefer-offline', '--reporter=append-only']
  run(program, [...args, ...flags], root)
}

/** Runs a tool of the workspace; throws what it said when it fails. */
function runTool(path: string, args: readonly string[]): void {
  run(process.execPath, [join(workspaceRoot, 'node_modules', path), ...args])
}

function run(program: string, args: readonly string[], cwd = workspaceRoot): void {
  const env = { ...process.env, CI: 'true', NODE_ENV: 'development' }
  const result = spawnSync(program, args, { cwd, encoding: 'utf8', env })
  if (result.status === 0) return
  const said = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim().split('\n').slice(-20).join('\n')
  throw refuse(
    'PLUGIN_NOT_MADE',
    `没有做成，一切已恢复原样 · it was not made and everything is as it was:\n${said || String(result.error)}`,
  )
}
