import { withTenant } from '@mamapu/db'
import t from 'tap'
import { openTestShop, readable } from './test-shop.test.js'

const at = new Date('2026-03-04T02:00:00Z')
const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }

t.test('a birthday is kept by month and day, with consent only, and deleted at a wish', async (t) => {
  const shop = await openTestShop(t, [], at)
  const { visitor } = await shop.member()
  const kept = () =>
    withTenant(shop.db, shop.store.storeId, async (tx) => {
      const [row] = await tx.sql<{ name: string; birthday: number | null }[]>`
        select name, birthday from customers where tenant_id = ${tx.tenantId}`
      return [row?.name, row?.birthday]
    })
  const save = (fields: Readonly<Record<string, string>>) =>
    visitor.post('/account/profile', new URLSearchParams(fields).toString(), { headers })

  t.match((await visitor.get('/account')).body, /href="\/account\/profile"/)
  t.match(readable((await visitor.get('/account/profile')).body), /生日券.*不记年份/)
  const before = await kept()
  const alone = await save({ name: '小满', month: '03', day: '08' })
  t.equal(alone.statusCode, 422)
  t.match(readable(alone.body), /请先勾选同意/)
  t.match(alone.body, /<option value="08" selected>/, 'what was chosen stays chosen')
  for (const [month, day] of [
    ['02', '30'],
    ['13', '01'],
    ['', '08'],
    ['03', ''],
  ] as const)
    t.equal((await save({ name: '小满', month, day, consent: 'yes' })).statusCode, 422, `${month}-${day}`)
  t.same(await kept(), before, 'nothing of it was kept')

  const saved = await save({ name: ' 小满 ', month: '02', day: '29', consent: 'yes' })
  t.equal(saved.statusCode, 303)
  t.same(await kept(), ['小满', 229], 'a leap day is a day')
  const page = (await visitor.get('/account/profile')).body
  t.match(page, /<option value="02" selected>/)
  t.match(page, /name="consent" value="yes" checked/)
  t.equal((await save({ name: '小满', month: '', day: '' })).statusCode, 303)
  t.same(await kept(), ['小满', null])

  const guest = await shop.visitor().get('/account/profile')
  t.match([guest.statusCode, guest.headers.location], [303, /^\/login\?next=/])
})
