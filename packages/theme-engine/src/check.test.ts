import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import { checkTheme, compileBlock, loadTheme, pageNames, slotNames } from './index.js'
import { limits } from './limits.js'

type Files = Record<string, string>

const manifest = {
  id: 'tiny',
  version: '1.0.0',
  engine: 1,
  name: { 'zh-CN': '小', en: 'Tiny' },
  imageSizes: { card: '50vw' },
  settings: [],
}

/** The smallest theme without a problem. */
function tinyTheme(): Files {
  const files: Files = {
    'theme.json': JSON.stringify(manifest),
    'layouts/default.hbs':
      '<!doctype html><html lang="zh"><head><meta name="viewport" content="width=device-width"></head><body>{{body}}</body></html>',
    'locales/zh-CN.json': '{"hello":"你好 {name}"}',
    'locales/en.json': '{"hello":"Hello {name}"}',
    'partials/row.hbs': '<p>{{t "hello" name=name}}</p>',
    'partials/icons/dot.hbs': '<svg viewBox="0 0 1 1"></svg>',
    'assets/app.css': 'p{}',
  }
  for (const page of pageNames)
    files[`templates/${page}.hbs`] = '{{!< default}}<main>{{> row name="x"}}</main>'
  const slots = Object.keys(slotNames).map((name) => `{{slot "${name}"}}`)
  files['templates/home.hbs'] = `{{!< default}}<main>${slots.join('')}</main>`
  return files
}

function inFolder<T>(files: Files, work: (dir: string) => T): T {
  const dir = mkdtempSync(join(tmpdir(), 'theme-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true })
      writeFileSync(join(dir, path), text)
    }
    return work(dir)
  } finally {
    rmSync(dir, { recursive: true })
  }
}

function codesOf(files: Files): string[] {
  return inFolder(files, (dir) => checkTheme(dir).map(({ code }) => code))
}

const home = (html: string): Files => {
  const files = tinyTheme()
  return { ...files, 'templates/home.hbs': `${files['templates/home.hbs']}${html}` }
}
const without = (path: string): Files => {
  const files = tinyTheme()
  delete files[path]
  return files
}
const plus = (more: Files): Files => ({ ...tinyTheme(), ...more })
const nested = (what: string, times: number) =>
  `{{#${what}}}`.repeat(times) + `{{/${what.split(' ')[0]}}}`.repeat(times)

/** One tiny theme per way to break a rule. */
const broken: [code: string, name: string, files: Files][] = [
  ['T010-manifest', 'no manifest', without('theme.json')],
  ['T010-manifest', 'no JSON', plus({ 'theme.json': '[1]' })],
  ['T010-manifest', 'odd id', plus({ 'theme.json': JSON.stringify({ ...manifest, id: '../up' }) })],
  [
    'T010-manifest',
    'odd setting',
    plus({ 'theme.json': JSON.stringify({ ...manifest, settings: [{ key: 'x' }] }) }),
  ],
  ['T020-structure', 'page missing', without('templates/cart.hbs')],
  ['T020-structure', 'layout missing', plus({ 'templates/cart.hbs': '{{!< wide}}x' })],
  ['T020-structure', 'no body', plus({ 'layouts/default.hbs': '<html lang="zh"></html>' })],
  ['T030-assets', 'unknown type', plus({ 'assets/run.sh': 'x' })],
  ['T030-assets', 'svg with script', plus({ 'assets/a.svg': '<svg onload="x()"></svg>' })],
  ['T030-assets', 'too large', plus({ 'assets/a.css': 'x'.repeat(limits.assetBytes + 1) })],
  ['T040-required-slots', 'slot missing', plus({ 'templates/home.hbs': '<main></main>' })],
  [
    'T041-form-csrf',
    'form without token',
    home('<form method="post" action="/cart"><button>x</button></form>'),
  ],
  ['T050-syntax', 'does not close', home('{{#if a}}x')],
  ['T050-syntax', 'malformed decorator', home('{{* x')],
  ['T051-unsafe-syntax', 'triple braces', home('{{{a}}}')],
  ['T051-unsafe-syntax', 'ampersand', home('{{&a}}')],
  ['T051-unsafe-syntax', 'inline partial', home('{{#*inline "a"}}x{{/inline}}')],
  ['T051-unsafe-syntax', 'block partial', home('{{#> row}}x{{/row}}')],
  ['T051-unsafe-syntax', 'computed partial', home('{{> (lookup . "x")}}')],
  ['T051-unsafe-syntax', '@root', home('{{#each @root}}{{this}}{{/each}}')],
  ['T051-unsafe-syntax', '@state', home('{{@state.body}}')],
  ['T051-unsafe-syntax', 'too far up', home('{{../../../a}}')],
  ['T051-unsafe-syntax', 'constructor', home('{{a.constructor.name}}')],
  ['T051-unsafe-syntax', '__proto__', home('{{a.__proto__.b}}')],
  ['T060-unknown-helper', 'made up', home('{{shout a}}')],
  ['T060-unknown-helper', 'log', home('{{log a}}')],
  ['T060-unknown-helper', 'inside another', home('{{t (shout a)}}')],
  ['T060-unknown-helper', 'block of a field', home('{{#products}}x{{/products}}')],
  ['T061-helper-without-value', 'field named like a helper', home('{{url}}')],
  ['T062-unknown-partial', 'made up', home('{{> nothing}}')],
  ['T063-unknown-gap', 'made up', home('{{gap "cookie"}}')],
  ['T063-unknown-gap', 'value missing', home('{{gap "stock"}}')],
  ['T063-unknown-gap', 'computed', home('{{gap a}}')],
  ['T064-unknown-name', 'slot', home('{{slot "home.middle"}}')],
  ['T064-unknown-name', 'icon', home('{{icon "none"}}')],
  ['T064-unknown-name', 'asset', home('<link href="{{asset "none.css"}}">')],
  ['T065-icon', 'icon with data', plus({ 'partials/icons/dot.hbs': '<svg>{{a}}</svg>' })],
  ['T070-locale-files', 'missing', without('locales/en.json')],
  ['T070-locale-files', 'no JSON', plus({ 'locales/en.json': '{' })],
  ['T070-locale-files', 'no text', plus({ 'locales/en.json': '{"hello":3}' })],
  ['T071-locales-equal', 'key missing', plus({ 'locales/en.json': '{}' })],
  ['T071-locales-equal', 'other placeholder', plus({ 'locales/en.json': '{"hello":"Hello {who}"}' })],
  ['T072-texts-known', 'unknown key', home('{{t "bye"}}')],
  ['T080-inline-code', 'script', home('<script>alert(1)</script>')],
  ['T080-inline-code', 'data in script', home('<script src="/a">{{a}}</script>')],
  ['T080-inline-code', 'script hidden behind <', home('<script><b alert(1)</script>')],
  ['T080-inline-code', 'style', home('<style>p{}</style>')],
  ['T080-inline-code', 'style attribute', home('<p style="{{a}}"></p>')],
  ['T080-inline-code', 'handler', home('<p ONCLICK="x()"></p>')],
  ['T080-inline-code', 'javascript address', home('<a href="javascript:x()"></a>')],
  ['T080-inline-code', 'frame', home('<iframe src="/a"></iframe>')],
  ['T080-inline-code', 'markup inside a title', home('<title><a title="</title><a {{a}}></title>')],
  ['T081-open-output', 'no quotes', home('<p title={{a}}></p>')],
  ['T081-open-output', 'as attribute', home('<p {{a}}></p>')],
  ['T081-open-output', 'as tag', home('<{{a}}>')],
  ['T081-open-output', 'quote in one branch', home('<p {{#if a}}title="{{/if}}{{b}}"></p>')],
  ['T081-open-output', 'name across a block', home('<p on{{#if a}}click{{/if}}="{{b}}"></p>')],
  ['T081-open-output', 'partial inside a tag', home('<p {{> row}}></p>')],
  ['T081-open-output', 'never closed', home('<p title="')],
  ['T082-raw-url', 'href', home('<a href="{{a}}"></a>')],
  ['T082-raw-url', 'behind an empty branch', home('<a href="{{#if a}}/b{{/if}}{{a}}"></a>')],
  ['T082-raw-url', 'behind a lone slash', home('<a href="/{{a}}"></a>')],
  ['T082-raw-url', 'behind a scheme', home('<a href="data:{{a}}"></a>')],
  ['T090-template-bounds', 'too large', home('x'.repeat(limits.templateBytes))],
  ['T090-template-bounds', 'too many nodes', home('{{a}}'.repeat(limits.templateNodes))],
  ['T090-template-bounds', 'too deep', home(nested('if a', 30))],
  ['T090-template-bounds', 'far too deep', home(nested('if a', 3600))],
  ['T090-template-bounds', 'loops in loops', home(nested('each a', 4))],
  ['T091-partial-cycle', 'itself', plus({ 'partials/row.hbs': '{{> row}}' })],
  [
    'T091-partial-cycle',
    'each other',
    plus({ 'partials/row.hbs': '{{> b}}', 'partials/b.hbs': '{{> row}}' }),
  ],
  ['T092-long-template', 'many lines', home('\n'.repeat(limits.templateLines))],
  ['T100-texts-used', 'unused text', plus({ 'locales/zh-CN.json': '{"hello":"{name}","bye":"再见"}' })],
  ['T101-unused-partial', 'unused partial', plus({ 'partials/lonely.hbs': 'x' })],
  ['T110-accessible', 'no lang', plus({ 'layouts/default.hbs': '<html>{{body}}</html>' })],
  ['T110-accessible', 'picture without alt', home('<img src="/a.png">')],
  ['T121-unsafe-path', 'odd name', plus({ 'assets/a b.css': 'x' })],
]

t.test('a theme without a problem has none', async (t) => {
  t.same(codesOf(tinyTheme()), [])
})

t.test('every rule finds what breaks it', async (t) => {
  for (const [code, name, files] of broken) t.ok(codesOf(files).includes(code), `${code}: ${name}`)
})

t.test('a fatal problem keeps the theme from being loaded, advice does not', async (t) => {
  t.throws(() => inFolder(home('{{{a}}}'), loadTheme), { code: 'THEME_REFUSED' })
  t.doesNotThrow(() => inFolder(plus({ 'partials/lonely.hbs': 'x' }), loadTheme))
})

t.test('links out of the folder and too many files are refused', async (t) => {
  inFolder(tinyTheme(), (dir) => {
    symlinkSync('/etc/hostname', join(dir, 'assets', 'host.css'))
    t.match(checkTheme(dir), [{ code: 'T121-unsafe-path', file: 'assets/host.css' }])
  })
  const many = Object.fromEntries(
    Array.from({ length: limits.themeFiles }, (_, i) => [`assets/a${i}.css`, 'p{}']),
  )
  t.ok(codesOf(plus(many)).includes('T120-too-many-files'))
})

t.test('a hostile template is refused in no time', async (t) => {
  const hostile = {
    'nested blocks': nested('if a', 3600),
    'nested inverse blocks': nested('if a', 3600).replaceAll('{{#', '{{^'),
    'nested calls': `{{t ${'(t '.repeat(9000)}"x"${')'.repeat(9000)}}}`,
    tags: '{{a}}'.repeat(12_000),
    'else chain': `{{#if a}}${'{{else if a}}'.repeat(1_990)}{{/if}}`,
    values: `{{t "a" ${'b=1 '.repeat(15_000)}}}`,
    steps: `{{a${'.a'.repeat(30_000)}}}`,
    brackets: '{{'.repeat(30_000),
    comments: '{{!--'.repeat(12_000),
    forms: '<form '.repeat(10_000),
    'open tags': '<a '.repeat(20_000),
    'a megabyte': '{{a}}'.repeat(200_000),
  }
  for (const [name, source] of Object.entries(hostile)) {
    const before = process.cpuUsage()
    t.throws(() => compileBlock(source, { plugin: 'p', name: 'n' }), { code: 'THEME_REFUSED' }, name)
    const { user, system } = process.cpuUsage(before)
    const took = (user + system) / 1000
    t.ok(took < 1000, `${name} costs the processor less than a second, took ${took.toFixed(0)} ms`)
  }
})

t.test("a plugin's block is held to the same rules", async (t) => {
  const hostile = [
    '{{{a}}}',
    '{{> row}}',
    '{{#each @root}}{{/each}}',
    '<a href="{{a}}">x</a>',
    '<b title={{a}}></b>',
    '<script>x</script>',
    '{{shout a}}',
    '{{gap "cookie"}}',
    '{{a.constructor}}',
    '{{a}}'.repeat(3000),
    '{{url}}',
  ]
  for (const source of hostile) {
    t.throws(
      () => compileBlock(source, { plugin: 'p', name: 'n' }),
      { code: 'THEME_REFUSED' },
      source.slice(0, 40),
    )
  }
  t.throws(
    () => compileBlock({ type: 'Program', body: [] } as never, { plugin: 'p', name: 'n' }),
    'only strings',
  )
})
