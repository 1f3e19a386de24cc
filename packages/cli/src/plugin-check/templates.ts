import type { Plugin } from '@mamapu/plugin-sdk'
import { compileBlock, type Problem, ThemeError } from '@mamapu/theme-engine'
import { type CheckedPlugin, filesLike, type PluginFinding, placeOf, said } from './finding.js'

/** Blocks compile and keep the rules of themes; files nobody names are told. */
export function checkTemplates(checked: CheckedPlugin, plugin: Plugin | null): readonly PluginFinding[] {
  const declared = plugin ? Object.keys(plugin.blocks ?? {}) : null
  return filesLike(checked, /^blocks\/.*\.hbs$/).flatMap(([path, source]) => {
    const name = path.slice('blocks/'.length, -'.hbs'.length)
    const problems = problemsOf(source, checked.folder, name)
    const findings = problems.map(({ line, code, message }) => ({
      where: `${checked.folder}/${path}:${line ?? 1}`,
      words: said(`${message.zh} (${code})`, `${message.en} (${code})`),
    }))
    if (declared?.includes(name) !== false) return findings
    return [
      ...findings,
      {
        where: placeOf(checked, path),
        isHint: true,
        words: said(
          '没有列在 src/index.ts 的 blocks 里：列上，或删掉它',
          'is not among the blocks of src/index.ts: name it there or take it out',
        ),
      },
    ]
  })
}

function problemsOf(source: string, plugin: string, name: string): readonly Problem[] {
  try {
    compileBlock(source, { plugin, name })
    return []
  } catch (error) {
    if (error instanceof ThemeError) return error.problems
    throw error
  }
}
