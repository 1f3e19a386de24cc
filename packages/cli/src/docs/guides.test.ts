import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { workspaceRoot } from '../workspace.js'
import { guideTables } from './guide-tables.js'
import { guideFaults, writeGuides } from './guides.js'

const SOURCE = `export const before = 1

// #region price
export function price() {
  // #region inner
  return 100
  // #endregion
}
// #endregion price
`
const page = (marker: string, code: string) => `# Title\n\n${marker}\n\`\`\`ts\n${code}\n\`\`\`\n`
const PRICE = '<!-- code: plugins/x/src/price.ts#price -->'
const INNER = '<!-- code: plugins/x/src/price.ts#inner -->'

function workspace(t: Test, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'guides-'))
  t.teardown(() => rmSync(root, { recursive: true }))
  for (const [path, text] of Object.entries({ 'plugins/x/src/price.ts': SOURCE, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const both = (text: string) => ({ 'docs/plugins/a.md': text, 'docs/plugins/a.zh-CN.md': text })

t.test(
  'the guides of the product show their sources, in both languages, and every link leads somewhere',
  async (t) => t.same(guideFaults(workspaceRoot, guideTables), []),
)

t.test('a block is filled from its region, without the marks, moved to the left', async (t) => {
  const root = workspace(t, both(page(PRICE, 'old') + page(INNER, 'old')))
  t.match(guideFaults(root), [
    /a\.md:4: differs from its source: npm run docs/,
    /a\.md:10: differs/,
    /zh-CN/,
    /zh-CN/,
  ])
  t.same(writeGuides(root), ['docs/plugins/a.md', 'docs/plugins/a.zh-CN.md'])
  const text = readFileSync(join(root, 'docs/plugins/a.md'), 'utf8')
  t.equal(text, page(PRICE, 'export function price() {\n  return 100\n}') + page(INNER, 'return 100'))
  t.same(guideFaults(root), [])
  t.same(writeGuides(root), [], 'written once')
})

t.test('whole files, SQL and templates have regions too', async (t) => {
  const text = `<!-- code: a.sql#t -->\n\`\`\`sql\n\`\`\`\n<!-- code: a.hbs#b -->\n\`\`\`hbs\n\`\`\`\n<!-- code: a.json -->\n\`\`\`json\n\`\`\`\n`
  const root = workspace(t, {
    ...both(text),
    'a.sql': '-- #region t\ncreate table t ();\n-- #endregion\n',
    'a.hbs': '<b>\n  {{!-- #region b --}}\n  <i>{{x}}</i>\n  {{!-- #endregion --}}\n</b>\n',
    'a.json': '{}\n',
  })
  writeGuides(root)
  t.match(
    readFileSync(join(root, 'docs/plugins/a.md'), 'utf8'),
    /create table t \(\);[\s\S]*\n<i>\{\{x\}\}<\/i>\n[\s\S]*\{\}/,
  )
  t.same(guideFaults(root), [])
})

t.test('a table is made in the language of its page', async (t) => {
  const root = workspace(t, both('# A\n\n<!-- table: sizes -->\nold\n<!-- end -->\nmore\n'))
  const tables = { sizes: (locale: string) => `| ${locale} |` }
  t.match(guideFaults(root, {})[0], /there is no table sizes/)
  t.match(guideFaults(root, tables)[0], /a table differs/)
  writeGuides(root, tables)
  t.match(readFileSync(join(root, 'docs/plugins/a.zh-CN.md'), 'utf8'), '-->\n| zh-CN |\n<!-- end -->\nmore')
  t.same(guideFaults(root, tables), [])
})

t.test('what a reader could not trust is a fault', async (t) => {
  const cases: readonly [text: string, fault: RegExp][] = [
    ['<!-- code: plugins/x/src/gone.ts -->\n```ts\n```\n', /names what is not there/],
    ['<!-- code: plugins/x/src/price.ts#gone -->\n```ts\n```\n', /names what is not there/],
    ['```ts\nconst a = 1\n```\n', /a ts block without a marker/],
    ['```json\n{}\n```\n', /a json block without a marker/],
    [`${PRICE}\n\n\`\`\`ts\n\`\`\`\n`, /no block stands below/],
    ['[gone](gone.md)\n', /the link gone\.md is dead/],
    ['# One\n[part](a.md#two)\n', /the link a\.md#two is dead/],
  ]
  for (const [text, fault] of cases) t.match(guideFaults(workspace(t, both(text)))[0], fault, text)
  t.same(
    guideFaults(
      workspace(t, both('# One\n\n```sh\nnpm start\n```\n[part](a.md#one) [web](https://example.com)\n')),
    ),
    [],
  )
})

t.test('a page in one language, or with other code or headings, is a fault', async (t) => {
  t.match(guideFaults(workspace(t, { 'docs/plugins/a.md': '# A\n' })), [/there is no a\.zh-CN\.md/])
  const zh = (text: string) =>
    guideFaults(workspace(t, { ...both('# A\n## B\n'), 'docs/plugins/a.zh-CN.md': text }))
  t.match(zh('# A\n'), [/has other headings/])
  t.match(zh('# 一\n## 二\n```sh\nls\n```\n'), [/has other code markers/])
  t.same(zh('# 一\n## 二\n'), [])
})
