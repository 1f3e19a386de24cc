import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { themeRules } from './check/rules.js'
import { brandProperties } from './colour.js'
import {
  type CartPage,
  checkTheme,
  compileBlock,
  fill,
  type GapName,
  gapNames,
  type HomePage,
  helperNames,
  type Layout,
  loadPreview,
  loadTheme,
  type PreviewPage,
  pageNames,
  pages,
  type RenderFault,
  safeHtml,
} from './index.js'
import { safeUrl } from './links.js'
import { moneyText, priceMarkup } from './money.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')
const warm = join(root, 'themes', 'warm')
const theme = loadTheme(warm)
const previews = loadPreview(warm)
const locales = ['zh-CN', 'en'] as const

function preview(name: string): PreviewPage {
  const found = previews.find((one) => one.name === name)
  if (!found) throw new Error(`no preview ${name}`)
  return found
}

const show = ({ page, model, gap }: PreviewPage, locale: (typeof locales)[number] = 'zh-CN') =>
  fill(theme.render(page, model, { locale }), gap)

/** A copy of a model with every text changed; numbers, switches and prepared objects stay. */
function changeTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((one) => changeTexts(one, change))
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, changeTexts(one, change)]))
}

function changed(one: PreviewPage, change: (text: string) => string): PreviewPage {
  const zone = one.model.layout.shop.timeZone
  const model = changeTexts(one.model, change) as PreviewPage['model']
  model.layout.shop.timeZone = zone
  return { ...one, model }
}

/** The home page with only these parts in the slot `home.top`. */
function homeWith(...sources: string[]): HomePage {
  const model = preview('home-empty').model as HomePage
  const parts = sources.map((source, i) => ({
    plugin: `p${i}`,
    template: compileBlock(source, {
      plugin: `p${i}`,
      name: 'top',
      texts: { 'zh-CN': { hi: '你好,{who}' } },
    }),
    data: {
      who: '<小满>',
      list: Array.from({ length: 500 }, (_, at) => at),
      none: [],
      polluted: Object.create({ secret: 'S3' }),
    },
  }))
  return { ...model, layout: { ...model.layout, slots: { 'home.top': parts } } }
}

t.test('warm passes its check without a word, and every page renders in both languages', async (t) => {
  t.same(checkTheme(warm), [])
  for (const locale of locales) {
    for (const one of previews) {
      const html = show(one, locale)
      t.match(html, /^<!doctype html>[\s\S]+<\/html>\s*$/, `${one.name} ${locale}`)
      t.notMatch(html, /\[object|undefined|NaN|\{\{/, `${one.name} ${locale} shows no leftovers`)
    }
  }
})

t.test('there is an example of every page', async (t) => {
  t.same([...new Set(previews.map(({ page }) => page))].sort(), [...pageNames].sort())
})

t.test('a page in English shows no Chinese of the theme itself', async (t) => {
  for (const one of previews) {
    const html = show(
      changed(one, (text) => text.replace(/\p{Script=Han}/gu, 'x')),
      'en',
    )
    t.notMatch(html.replace(/<div class="rich">[\s\S]*?<\/div>/, ''), /\p{Script=Han}/u, one.name)
  }
})

t.test('no text of any model breaks out of its place', async (t) => {
  for (const one of previews) {
    const html = show(changed(one, () => `"'><img src=x onerror=alert(1)>{{7*7}}`))
    t.notMatch(html, /<img src=x|onerror=alert\(1\)>/, one.name)
    const links = show(changed(one, () => 'javascript:alert(1)'))
    t.notMatch(links, /(?:href|src|action|srcset)="\s*javascript:/i, `${one.name} links`)
  }
})

t.test('addresses: only the web, the phone and this shop', async (t) => {
  for (const good of ['/p/1', 'https://a.cn/x', 'tel:0571', '#sku', '?a=1']) t.equal(safeUrl(good), good)
  const bad = [
    'javascript:x',
    'JAVASCRIPT:x',
    '//evil.cn',
    '/\\evil.cn',
    'java\tscript:x',
    ' /p',
    'data:x',
    7,
    null,
  ]
  for (const one of bad) t.equal(safeUrl(one), '#', String(one))
})

t.test('a gap is open in what is cached, filled and escaped in what is sent', async (t) => {
  const one = preview('product')
  const rendered = theme.render('product', one.model as never, { locale: 'zh-CN' })
  t.equal(rendered.chunks.length, rendered.gaps.length + 1)
  t.ok(rendered.gaps.some(({ name, arg }) => name === 'stock' && arg === 'sku_3'))
  t.ok(rendered.gaps.some(({ name, arg }) => name === 'sale-state' && arg.startsWith('sku_1 sku_2 ')))
  const first = fill(rendered, (name, arg) => `${name}/${arg}"><b>`)
  t.match(first, 'name="csrf" value="csrf/&quot;&gt;&lt;b&gt;"')
  t.match(first, 'data-stock="stock/sku_3&quot;&gt;&lt;b&gt;"')
  t.match(first, '<style nonce="nonce/')
  t.equal(
    fill(rendered, (name, arg) => `${name}/${arg}"><b>`),
    first,
    'the same rendering fills again and again',
  )
})

t.test('texts of a shop cannot open a gap, not even with what a page shows of one', async (t) => {
  const one = preview('home')
  const plain = theme.render('home', one.model as HomePage, { locale: 'zh-CN' })
  const forged = changed(one, (text) => `\uE000${text}0;{{gap "csrf"}}`)
  const rendered = theme.render('home', forged.model as HomePage, { locale: 'zh-CN' })
  t.same(
    rendered.gaps.map(({ name }) => name),
    plain.gaps.map(({ name }) => name),
  )
})

t.test('cacheable pages hold tokens, counts and stock only as gaps', async (t) => {
  for (const one of previews.filter(({ page }) => pages[page].cacheable)) {
    const rendered = theme.render(one.page, one.model, { locale: 'zh-CN' })
    const names = new Set<GapName>(rendered.gaps.map(({ name }) => name))
    t.ok(names.has('cart-count') && names.has('nonce') && names.has('now'), one.name)
    t.notMatch(rendered.chunks.join(''), /name="csrf" value="[^"]/, one.name)
  }
})

t.test('prototypes read as empty', async (t) => {
  const html = fill(
    theme.render(
      'home',
      homeWith(
        '[{{polluted.secret}}{{who.length}}{{list.map}}{{lookup polluted "secret"}}{{lookup list "constructor"}}]',
      ),
      {
        locale: 'zh-CN',
      },
    ),
    () => '',
  )
  t.match(html, '[4]', 'an own length is data, everything inherited is not there')
})

t.test('a count of zero is nothing to `or`, `and` and `not`, as it is to `if`', async (t) => {
  const one = preview('cart')
  const [gone] = (one.model as CartPage).invalid
  const shown = show({ ...one, model: { ...one.model, lines: [] } as CartPage })
  t.ok(shown.includes(gone?.title ?? '?'), 'a cart of nothing but what cannot be bought is not empty')
  const page = homeWith(
    '<i>{{or none.length list.length}}{{#if (and none.length list.length)}}a{{/if}}{{#if (not none.length)}}n{{/if}}</i>',
  )
  t.match(
    fill(theme.render('home', page, { locale: 'en' }), () => ''),
    '<i>500n</i>',
  )
})

t.test('a part that throws shows nothing, is reported, and the page goes on', async (t) => {
  const faults: RenderFault[] = []
  const model = homeWith('<b>{{gap "csrf"}}{{price who}}</b>', '<i>{{t "hi" who=who}}</i>')
  const rendered = theme.render('home', model, { locale: 'zh-CN', onFault: (fault) => faults.push(fault) })
  const html = fill(rendered, (name) => name)
  t.match(faults, [{ plugin: 'p0', place: 'home.top', error: /whole fen/ }])
  t.notMatch(html, 'data-plugin="p0"')
  t.match(html, '<div class="part" data-plugin="p1"><i>你好,&lt;小满&gt;</i></div>')
  t.match(html, '<meta name="server-time" content="now">', 'later gaps stand in their own places')
})

t.test('a list stops at its limit, loops and pages have bounds', async (t) => {
  const html = fill(
    theme.render('home', homeWith('{{#each list}}<u>{{this}}</u>{{/each}}'), { locale: 'zh-CN' }),
    () => '',
  )
  t.equal(html.match(/<u>/g)?.length, 200)
  const faults: RenderFault[] = []
  const heavy = homeWith('{{#each list}}{{#each ../list}}x{{/each}}{{/each}}')
  theme.render('home', heavy, { locale: 'zh-CN', onFault: (fault) => faults.push(fault) })
  t.match(faults, [{ plugin: 'p0', error: /rounds/ }])
  const model = preview('plugin').model
  const long = { ...model, heading: 'x'.repeat(1024 * 1024) }
  t.throws(() => theme.render('plugin', long as never, { locale: 'zh-CN' }), RangeError)
})

t.test('only what the server marked safe is printed as markup', async (t) => {
  const one = preview('product')
  const model = one.model as { product: object; layout: Layout }
  const withDescription = (description: unknown) =>
    show({ ...one, model: { ...model, product: { ...model.product, description } } as never })
  t.match(withDescription(safeHtml('<em id="x">软</em>')), '<em id="x">软</em>')
  t.notMatch(withDescription({ html: '<em id="x">软</em>' }), '<em id="x">')
  t.notMatch(withDescription('<em id="x">软</em>'), '<em id="x">')
})

t.test('a struck price stands only beside its basis', async (t) => {
  for (const one of previews) {
    const html = show(one)
    for (const [, after] of html.matchAll(/<s\b[^>]*>[^<]*<\/s>([\s\S]{0,200})/g)) t.match(after, /./)
    const bare = JSON.parse(JSON.stringify(one.model), (key, value) =>
      key === 'compareAt' ? { priceFen: 99900, struck: true } : value,
    )
    bare.layout.slots = {}
    bare.qr = undefined
    if (one.page !== 'plugin')
      t.notMatch(show({ ...one, model: bare }), '999', `${one.name} shows no price without a basis`)
  }
  const home = JSON.parse(JSON.stringify(preview('category').model), (key, value) =>
    key === 'compareAt' ? { priceFen: 99900, basis: '标价', struck: false } : value,
  )
  t.notMatch(show({ ...preview('category'), model: home }), /<s[ >]/, 'an unproved number is not struck')
})

t.test('money is written from whole fen', async (t) => {
  t.equal(moneyText(1290), '¥12.90')
  t.equal(moneyText(-5), '−¥0.05')
  t.equal(moneyText(0), '¥0.00')
  t.equal(priceMarkup(9900), '<span class="price"><small>¥</small>99</span>')
  t.equal(priceMarkup(1205), '<span class="price"><small>¥</small>12<small>.05</small></span>')
  t.equal(moneyText(Number.MAX_SAFE_INTEGER), '¥90071992547409.91')
  for (const odd of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    t.throws(() => moneyText(odd), TypeError)
})

t.test('whatever brand colour a merchant takes, what is written on it and in it can be read', async (t) => {
  const light = (hex: string) =>
    [1, 3, 5]
      .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, i) => sum + part * ([0.2126, 0.7152, 0.0722][i] as number), 0)
  const contrast = (a: string, b: string) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y) as [number, number]
    return (high + 0.05) / (low + 0.05)
  }
  for (const brand of [
    '#e8744a',
    '#ffffff',
    '#000000',
    '#ffe600',
    '#7f7f7f',
    '#2f7a4f',
    '#ff00ff',
    'red;}',
    null,
  ]) {
    const set = Object.fromEntries(
      brandProperties(brand)
        .split(';')
        .map((one) => one.split(':') as [string, string]),
    )
    t.match(brandProperties(brand), /^(?:--[a-z-]+:#[0-9a-f]{6};?)+$/, 'nothing but colours')
    t.ok(contrast(set['--brand'] as string, set['--on-brand'] as string) >= 4.5, `on ${brand}`)
    t.ok(contrast(set['--brand-text'] as string, '#fff9f1') >= 4.5, `in ${brand}`)
    t.ok(
      contrast(set['--brand-text'] as string, set['--brand-soft'] as string) >= 4.5,
      `in ${brand} on its tint`,
    )
  }
})

t.test('a theme is frozen, and its assets are named by their content', async (t) => {
  t.ok(Object.isFrozen(theme))
  const css = [...theme.assets].find(([path]) => path.endsWith('/app.css'))
  t.match(css?.[0], /^warm\/[0-9a-f]{16}\/app\.css$/)
  t.match(show(preview('home')), `href="/theme/${css?.[0]}"`)
})

t.test('the guides name every helper, gap, page and rule', async (t) => {
  for (const file of ['README.md', 'README.zh-CN.md']) {
    const guide = readFileSync(join(root, 'docs', 'themes', file), 'utf8')
    const names = [...helperNames, ...Object.keys(gapNames), ...pageNames]
    for (const name of names) t.ok(guide.includes(`\`${name}\``), `${file} names ${name}`)
    for (const { code } of themeRules) t.ok(guide.includes(code), `${file} names ${code}`)
  }
})
