import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { OutsideError } from '@mamapu/kernel'
import { askForPlugin } from '../plugin-new/ask.js'
import { assertIdIsFree, assertIsTitle, createPlugin, readPrimitives } from '../plugin-new/create-plugin.js'
import type { RunCommand } from './index.js'

/** Writes a new plugin that compiles, passes its tests and can be seen in the demo shop: `npm run plugin:new <id>`. */
export const pluginNew: RunCommand = async (args) => {
  const { id, titleZh, titleEn, primitives, isAsking } = readArgs(args)
  if (id !== undefined) assertIdIsFree(id)
  for (const title of [titleZh, titleEn]) if (title !== undefined) assertIsTitle(title)
  if (primitives !== undefined) readPrimitives(primitives)
  const terminal = isAsking ? createInterface({ input: process.stdin, output: process.stdout }) : null
  const plugin = await askForPlugin({ id, titleZh, titleEn, primitives }, terminal)
  terminal?.close()
  createPlugin(plugin, (line) => console.log(`  ${line}`))
  console.log(nextSteps(plugin.names.id))
  return 0
}

function readArgs(args: readonly string[]) {
  const options = {
    'title-zh': { type: 'string' },
    'title-en': { type: 'string' },
    primitives: { type: 'string' },
    yes: { type: 'boolean' },
  } as const
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const isAsking = values.yes !== true && process.stdin.isTTY === true
    if (positionals.length > 1 || (positionals.length === 0 && !isAsking))
      throw new Error(positionals.join(' '))
    return {
      id: positionals[0],
      titleZh: values['title-zh'],
      titleEn: values['title-en'],
      primitives: values.primitives,
      isAsking,
    }
  } catch (error) {
    throw new OutsideError(
      'PLUGIN_NEW_USAGE',
      `用法 · usage: npm run plugin:new <id> -- [--title-zh … --title-en … --primitives slot,quota,… --yes] (${(error as Error).message})`,
    )
  }
}

function nextSteps(id: string): string {
  const steps = [
    ['npm run dev', '在示例店铺 mili 里看它，边改边看 · see it in the demo shop mili while you change it'],
    [`npm test -- plugins/${id}`, '运行它的测试 · run its tests'],
    [`npm run plugin:check ${id}`, '全面检查 · check everything about it'],
  ] as const
  const lines = steps.map(([command, why]) => `  ${command.padEnd(36)} ${why}`)
  return [`\n✓ plugins/${id}\n`, ...lines].join('\n')
}
