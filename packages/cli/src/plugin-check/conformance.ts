import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runTestFile } from '../testing/run-test-file.js'
import { startServices } from '../testing/services.js'
import { type CheckedPlugin, type PluginFinding, placeOf, said } from './finding.js'

const CONTRACT = 'src/contract.test.ts'

/** The conformance suite, as the plugin's own contract test runs it. */
export async function checkConformance(
  checked: CheckedPlugin,
  id: string,
): Promise<readonly PluginFinding[]> {
  const where = placeOf(checked, CONTRACT)
  if (
    !checked.files.has(CONTRACT) ||
    !existsSync(join(checked.root, checked.folder, 'dist/contract.test.js'))
  )
    return [
      {
        where,
        words: said(
          '没有一致性测试：照 npm run plugin:new 写的那样加上 contract.test.ts 和 conformance.samples.ts',
          'has no conformance test: add contract.test.ts and conformance.samples.ts as npm run plugin:new writes them',
        ),
      },
    ]
  const services = process.env.TEST_DATABASE_URL === undefined ? await startServices(() => {}) : null
  try {
    const env = services?.env ?? process.env
    const { counts, output } = await runTestFile(
      `${checked.folder}/${CONTRACT}`,
      env,
      new AbortController().signal,
    )
    if (counts.failed === 0 && output.includes(` ${id} conforms`)) return []
    if (counts.failed === 0)
      return [
        {
          where,
          words: said(
            '没有运行一致性检查：写 conformPlugin(t, plugin, samples)',
            'does not run the conformance suite: write conformPlugin(t, plugin, samples)',
          ),
        },
      ]
    const told = toldBy(output)
    return (told.length > 0 ? told : [output.trim().split('\n').slice(-3).join(' ')]).map((text) => ({
      where,
      words: said(text, text),
    }))
  } finally {
    await services?.stop()
  }
}

/** The checks that failed, each with the first thing it found. */
function toldBy(tap: string): readonly string[] {
  const lines = tap.split('\n')
  return lines.flatMap((line, index) => {
    const failed = /^\s+not ok \d+ - (.*?)(?: # .*)?$/.exec(line)?.[1]
    if (failed === undefined || /\{\s*$/.test(line)) return []
    // A long finding is folded over several lines, with empty ones between.
    const said = lines.slice(index, index + 40).filter((next) => next.trim() !== '')
    const begin = said.findIndex((next) => /^\s*\+\s+"/.test(next))
    if (begin < 0) return [failed]
    const end = said.findIndex((next, at) => at >= begin && /",?$/.test(next))
    const found = said.slice(begin, end < 0 ? begin + 1 : end + 1).map((next) => next.trim())
    return [`${failed}: ${found.join(' ').replace(/^\+\s+"|",?$/g, '')}`]
  })
}
