import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { installedPlugins } from '../product/installed-plugins.js'
import { workspaceRoot } from '../workspace.js'
import { errorsPage, repeatedCodes } from './errors-page.js'

t.test('the manual of errors is what the code answers, and every code stands once', async (t) => {
  const registry = await installedPlugins()
  t.equal(
    readFileSync(join(workspaceRoot, 'docs/errors.md'), 'utf8'),
    errorsPage(registry),
    'run npm run docs',
  )
  t.same(repeatedCodes(registry), [])
  for (const line of errorsPage(registry).split('\n'))
    if (line.includes('<a id=')) t.notMatch(line, /\| *\|/, 'every code says itself in both languages')
})
