import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { uuidOf } from '@mamapu/kernel'
import type { ProductSubject } from '@mamapu/plugin-sdk'
import { openShop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import plugin from './index.js'
import { stageToTell } from './proof.rules.js'

/** Ten o'clock of Wednesday the 4th in Shanghai. */
const at = new Date('2026-03-04T02:00:00Z')
const BASE = '/x/brand-proof/proofs'

const subject = (more: Partial<ProductSubject> = {}): { product: ProductSubject } => ({
  product: { id: 'prd_1', path: '/p/one', categoryIds: [], tags: [], skus: [], ...more },
})

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [plugin], at })
  const owner = await shop.owner()
  const picture = await shop.picture()
  const body = (more: object = {}) => ({
    ...{ brand: '悦护', kind: 'letter', pictures: [picture.id], number: 'A-1', issuer: '', note: '' },
    ...{ goods: 'some', tags: ['悦护'], categoryIds: [], productIds: [] },
    ...more,
  })
  const post = (path: string, more?: object) =>
    shop.console('POST', `${BASE}${path}`, owner, more ? { body: more } : {})
  const list = async () =>
    (await shop.console('GET', BASE, owner)).json.items as { id: string; state: string; sha256: string }[]
  const seen = async (more?: Partial<ProductSubject>) => {
    const { parts, changesAt } = await shop.slot('product.below', subject({ tags: ['悦护'], ...more }))
    const data = parts[0]?.data as { proofs: { brand: string; url: string; until: string }[] } | undefined
    return { brands: data?.proofs.map(({ brand }) => brand) ?? [], changesAt, first: data?.proofs[0] }
  }
  return { shop, owner, picture, body, post, list, seen }
}

t.test('a proof stands on the pages of its goods, with a digest that anyone can reckon again', async (t) => {
  const { shop, owner, picture, body, post, list, seen } = await open(t)
  const made = await post('', body({ validUntil: '2026-12-31' }))
  t.equal(made.status, 201, made.text)
  t.same((await seen()).brands, ['悦护'], 'at once')
  t.same((await seen({ tags: ['别的'] })).brands, [])

  const id = String(made.json.id)
  const { data } = (await shop.page('proof', null, { id })) as unknown as {
    data: { state: string; pictures: { sha256: string; fileUrl: string; isIntact: boolean }[] }
  }
  t.match(data, {
    state: 'valid',
    pictures: [{ fileUrl: `/media/${picture.hash}-480.webp`, isIntact: true }],
  })
  t.ok((await list())[0]?.sha256.startsWith(String(data.pictures[0]?.sha256).slice(0, 12)))
  t.equal((await post(`/${id}/check`)).status, 200)

  const path = join(
    shop.app.dataDir,
    'media',
    uuidOf(shop.store.storeId),
    picture.hash.slice(0, 2),
    `${picture.hash}-480.webp`,
  )
  t.equal(data.pictures[0]?.sha256, createHash('sha256').update(readFileSync(path)).digest('hex'))
  writeFileSync(path, 'something else')
  t.match((await shop.page('proof', null, { id })) as object, { data: { pictures: [{ isIntact: false }] } })
  t.match(await post(`/${id}/check`), { status: 409, json: { code: 'BRAND_PROOF_PICTURE_CHANGED' } })

  t.equal((await post(`/${id}/hide`)).status, 200)
  t.same((await seen()).brands, [])
  t.match((await shop.page('proof', null, { id })) as object, { data: { state: 'none' } })
  t.equal((await post(`/${id}/show`)).status, 200)
  t.same((await seen()).brands, ['悦护'])
  t.equal((await shop.console('DELETE', `${BASE}/${id}`, owner)).status, 200)
  t.same(await list(), [])
})

t.test('its last day included, it is over by the clock alone, and cached pages end with it', async (t) => {
  const { shop, body, post, list, seen } = await open(t)
  await post('', body({ brand: '今天止', validUntil: '2026-03-04' }))
  await post('', body({ brand: '明天起', validFrom: '2026-03-05', goods: 'all', tags: [] }))
  const midnight = new Date('2026-03-04T16:00:00Z')
  t.match(await seen(), { brands: ['今天止'], changesAt: midnight })
  t.match(await seen({ tags: [] }), { brands: [], changesAt: midnight }, 'what begins changes a page too')
  t.same(
    (await list()).map(({ state }) => state),
    ['ending', 'coming'],
  )
  const last = String((await seen()).first?.url).split('=')[1] ?? ''

  await shop.travel(new Date(midnight.getTime() - 1))
  t.same((await seen()).brands, ['今天止'])
  await shop.travel(midnight)
  t.same((await seen()).brands, ['明天起'])
  t.match((await shop.page('proof', null, { id: last })) as object, { data: { state: 'over' } })
  t.same(
    (await list()).map(({ state }) => state),
    ['over', 'valid'],
  )
})

t.test(
  'the staff is told 30 and 7 days before, on the last day, and when it is over: each once',
  async (t) => {
    const { shop, body, post } = await open(t)
    const { json } = await post('', body({ validUntil: '2026-04-10' }))
    const notices = async () =>
      (
        (await shop.console('GET', '/notices', await shop.owner())).json.items as {
          text: string
          isUrgent: boolean
        }[]
      ).map(({ text, isUrgent }) => `${isUrgent ? '!' : ''}${text.slice(0, 20)}`)
    const on = async (day: string) => {
      shop.clock.set(new Date(`${day}T04:00:00Z`))
      await shop.runJob('tell-ending')
      await shop.runJob('tell-ending')
      return (await notices()).length
    }
    t.equal(await on('2026-03-10'), 0)
    t.equal(await on('2026-03-11'), 1)
    t.equal(await on('2026-03-20'), 1)
    t.equal(await on('2026-04-03'), 2)
    t.equal(await on('2026-04-10'), 3)
    t.equal(await on('2026-04-11'), 4)
    t.equal(await on('2026-05-11'), 4)
    t.match((await notices())[0], /^!悦护 的品牌授权书已过期/)

    const put = await shop.console('PUT', `${BASE}/${json.id}`, await shop.owner(), {
      body: body({ validUntil: '2026-05-15' }),
    })
    t.equal(put.status, 200, put.text)
    t.equal(await on('2026-05-12'), 5, 'a new end is told of anew')
    t.equal(await on('2026-05-13'), 5)
  },
)

t.test('what is told by the days left', async (t) => {
  const told = (validUntil: string, today: string, before = 99) =>
    stageToTell({ validUntil: validUntil as never, told: before }, today as never)
  t.equal(told('2026-03-31', '2026-02-28'), null)
  t.equal(told('2026-03-31', '2026-03-01'), 30)
  t.equal(told('2026-03-31', '2026-03-24'), 7)
  t.equal(told('2026-03-31', '2026-03-24', 7), null)
  t.equal(told('2026-03-31', '2026-03-31', 7), 0)
  t.equal(told('2026-03-31', '2026-04-01', 0), -1)
  t.equal(told('2026-03-31', '2026-04-01'), -1, 'after an outage only the last is told')
  t.equal(told('2026-03-31', '2027-01-01', -1), null)
})

t.test('what cannot be kept is refused and changes nothing', async (t) => {
  const { shop, body, post, list } = await open(t)
  const other = await shop.neighbour()
  const refused: readonly (readonly [object, string])[] = [
    [{ validUntil: '2026-03-03' }, 'BRAND_PROOF_DATES'],
    [{ validUntil: '2026-02-30' }, 'BRAND_PROOF_DATES'],
    [{ validFrom: '2026-06-01', validUntil: '2026-05-01' }, 'BRAND_PROOF_DATES'],
    [{ tags: [] }, 'BRAND_PROOF_GOODS'],
    [{ pictures: [`med_${'0'.repeat(32)}`] }, 'BRAND_PROOF_PICTURE'],
    [{ note: '奶粉媲美母乳' }, 'TEXT_FORBIDDEN'],
    [{ note: '国家级品质' }, 'TEXT_UNACKNOWLEDGED'],
  ]
  for (const [more, code] of refused) {
    const answer = await post('', body(more))
    t.match(answer, { status: 422, json: { code } }, `${code} ${answer.text}`)
  }
  t.same(await list(), [])
  t.equal((await post('', body({ note: '国家级品质', acknowledged: true }))).status, 201)
  t.ok(other)
})
