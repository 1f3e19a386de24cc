import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { OutsideError } from '@mamapu/kernel'
import { addPlugin, restorePlugins } from '../plugins/add-plugin.js'
import { pluginFault } from '../plugins/plugin-fault.js'
import { type PluginPlace, pluginPlace } from '../plugins/plugin-list.js'
import { targetOf } from '../plugins/plugin-target.js'
import type { RunCommand } from './index.js'

/**
 * Installs a plugin for this installation: `npm run plugin:add -- <folder | npm name[@version] | .tgz> [--yes]`; without a
 * name it puts back the packages plugins.json names.
 */
export const pluginAdd: RunCommand = async (args) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { yes: { type: 'boolean', short: 'y', default: false } },
    allowPositionals: true,
  })
  const place = pluginPlace()
  const [asked] = positionals
  if (asked === undefined) return putBack(place)

  const target = targetOf(place, asked, process.env.INIT_CWD ?? process.cwd())
  if (target.kind === 'folder') compile(place, target.from)
  const isAdded = await addPlugin(place, target, {
    say: (text) => console.log(`\n${text}`),
    agree: async (to) => values.yes || ask(`\n${QUESTIONS[to]} [y/N] `),
  })
  console.log(
    isAdded
      ? '\n已写入 plugins.json，重新启动后可用 · written to plugins.json; restart to use it, then switch it on in a shop'
      : '\n没有改动 · nothing was changed',
  )
  return isAdded ? 0 : 1
}

const QUESTIONS = {
  load: '信任它并载入，看看它要什么权限?· Trust it and load it, to see what it asks for?',
  scopes: '同意这些权限并安装?· Sign off these scopes and install it?',
}

async function putBack(place: PluginPlace): Promise<number> {
  const names = await restorePlugins(place, (line) => console.log(line))
  console.log(
    names.length === 0
      ? '清单里的插件都在 · every plugin of the list is here'
      : `已装回 ${names.length} 个 · ${names.length} put back`,
  )
  return 0
}

/** A folder with sources is compiled as the rest of the repository is. */
function compile({ root }: PluginPlace, from: string): void {
  if (!existsSync(join(root, from, 'tsconfig.json'))) return
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const result = spawnSync(process.execPath, [compiler, '-b', from], { cwd: root, stdio: 'inherit' })
  if (result.status !== 0)
    throw pluginFault(from, { 'zh-CN': '没有通过编译，请先修正', en: 'does not compile; mend it first' })
}

async function ask(question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new OutsideError(
      'SIGN_OFF_NEEDED',
      '没有终端可问；确认同意请加 --yes · there is no terminal to ask; to sign off add --yes',
    )
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return /^(y|yes|是|同意)$/i.test((await terminal.question(question)).trim())
  } finally {
    terminal.close()
  }
}
