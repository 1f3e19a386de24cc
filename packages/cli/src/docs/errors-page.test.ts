import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { installedPlugins } from '../product/installed-plugins.js'
import { workspaceRoot } from '../workspace.js'
import { errorsPage, repeatedCodes } from './errors-page.js'
import { ordersPage } from './orders-page.js'

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

t.test('the table of what may be done with an order is the one that decides', async (t) => {
  const pageOf = (name: string) => readFileSync(join(workspaceRoot, 'docs', name), 'utf8')
  t.equal(pageOf('orders.md'), ordersPage('en'), 'run npm run docs')
  t.equal(pageOf('orders.zh-CN.md'), ordersPage('zh-CN'), 'run npm run docs')
})
