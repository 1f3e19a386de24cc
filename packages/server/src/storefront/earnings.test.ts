import { earnings, ledger, payouts } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import type { CustomerId } from '@mamapu/kernel'
import t from 'tap'
import { openTestShop, readable } from './test-shop.test.js'

const at = new Date('2026-03-04T02:00:00Z')
const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
const IDENTITY = {
  name: '林小满',
  idNumber: '11010519491231002X',
  way: 'wechat',
  account: 'xiaoman_2020',
  bank: '',
}

t.test('without script: who is paid, what arrives, asked once, paid, disputed, confirmed', async (t) => {
  const shop = await openTestShop(t, [], at)
  const { visitor, customerId } = await shop.member()
  const send = (path: string, fields: Readonly<Record<string, string>>) =>
    visitor.post(path, new URLSearchParams(fields).toString(), { headers })
  const inShop = <T>(work: Parameters<typeof withTenant<T>>[2]) =>
    withTenant(shop.db, shop.store.storeId, work)
  const earn = (id: CustomerId, amount: number) =>
    inShop((tx) =>
      ledger.post(tx, {
        unit: 'CNY',
        debit: 'expense:commission',
        credit: `payee:${id}`,
        amount,
        cause: `test:${amount}`,
        leg: '',
        at,
      }),
    )

  t.notMatch(
    (await visitor.get('/account')).body,
    /account\/earnings/,
    'nobody without earnings is shown a purse',
  )
  t.match(readable((await visitor.get('/account/earnings')).body), /可提现 ?¥0.*满 ¥10\.00 就可以提现/)
  await earn(customerId, 150_000)
  t.match((await visitor.get('/account')).body, /我的收益 · 可提现 ¥1500\.00/)

  const first = await visitor.get('/account/earnings/withdraw')
  t.match([first.statusCode, first.headers.location], [303, /earnings\/payee\?next=/], 'first who is paid')
  const wrong = await send('/account/earnings/payee', {
    ...IDENTITY,
    idNumber: '110105194912310021',
    next: '/account/earnings/withdraw',
  })
  t.equal(wrong.statusCode, 422)
  t.match(readable(wrong.body), /可能打错了一位.*请先勾选同意/)
  t.match(wrong.body, /value="xiaoman_2020"/, 'what was typed stays')
  const saved = await send('/account/earnings/payee', {
    ...IDENTITY,
    consent: 'yes',
    next: '/account/earnings/withdraw',
  })
  t.match(
    [saved.statusCode, saved.headers.location],
    [303, /^\/account\/earnings\/withdraw\?notice=payee_saved/],
  )
  const kept = (await visitor.get('/account/earnings/payee')).body
  t.match(readable(kept), /林\*\*.*1101\*{10}002X.*\*{4}2020/)
  t.notMatch(kept, /林小满|11010519491231|xiaoman_2020/, 'never shown in full again')

  t.match(readable((await visitor.get('/account/earnings/withdraw?amount=9.99')).body), /至少提 10\.00 元/)
  t.match(readable((await visitor.get('/account/earnings/withdraw?amount=abc')).body), /请填写金额/)
  t.match(
    readable((await visitor.get('/account/earnings/withdraw?amount=1500.01')).body),
    /最多可提 1500\.00 元/,
  )
  const check = (await visitor.get('/account/earnings/withdraw?amount=%EF%BF%A51500')).body
  t.match(readable(check), /能到手 ?¥1360.*代扣个税.*−¥140\.00.*实际到账 ?¥1360\.00/)
  const key = /name="key" value="([^"]+)"/.exec(check)?.[1] ?? ''
  const asks = await Promise.all(
    [1, 2].map(() => send('/account/earnings/withdraw', { key, amount: '1500' })),
  )
  t.same(
    asks.map(({ statusCode }) => statusCode),
    [303, 303],
  )
  t.equal(asks[0]?.headers.location, asks[1]?.headers.location, 'two taps are one withdrawal')
  const again = await send('/account/earnings/withdraw', { key: 'another-key', amount: '10' })
  t.match([again.statusCode, readable(again.body)], [422, /没有可以提现的钱/])

  const [row] = await inShop((tx) =>
    payouts.listWithdrawals(tx, {
      states: null,
      payeeId: customerId,
      batchId: null,
      before: null,
      limit: 10,
    }),
  )
  if (!row) throw new Error('no withdrawal')
  const path = `/account/earnings/${row.id}`
  t.match(readable((await visitor.get(path)).body), /审核中.*你申请了提现.*取消提现/)
  const other = await shop.member()
  t.equal((await other.visitor.get(path)).statusCode, 404, 'nobody else’s')
  t.equal((await other.visitor.post(`${path}/cancel`, '', { headers })).statusCode, 404)
  t.match((await shop.visitor().get(path)).headers.location, /^\/login\?next=/)

  const stf = 'stf_0123456789abcdef0123456789abcdef'
  await inShop((tx) => payouts.approveWithdrawal(tx, { id: row.id, actor: stf, at }))
  t.match(readable((await visitor.get(path)).body), /等待打款/)
  await inShop((tx) => earnings.pausePayee(tx, customerId, { note: '', by: stf, at }))
  t.match(readable((await visitor.get(path)).body), /等待打款.*店家暂停了你的提现.*钱没有少/, 'why it waits')
  await inShop((tx) => earnings.resumePayee(tx, customerId, { note: '', by: stf, at }))
  t.notMatch(readable((await visitor.get(path)).body), /店家暂停/)
  await inShop((tx) =>
    payouts.markPaid(tx, { id: row.id, actor: stf, proof: { reference: 'BANK-1', picture: null }, at }),
  )
  t.match(readable((await visitor.get(path)).body), /已打款，请核对.*BANK-1.*没有收到？/)
  t.match(readable((await visitor.get('/account/messages')).body), /提现 1360\.00 元已打款/)
  t.match(
    readable((await visitor.get('/account/earnings')).body),
    /店家打了一笔款，看看到了没有： ?¥1360\.00/,
    'what waits for her comes first',
  )
  t.equal((await send(`${path}/dispute`, { reason: ' ' })).statusCode, 422)
  t.equal((await send(`${path}/dispute`, { reason: '卡里没有' })).statusCode, 303)
  t.match(readable((await visitor.get(path)).body), /核实中.*你说：“卡里没有”.*后来收到了/)
  t.match((await send('/account/earnings/payee/remove', {})).headers.location, /notice=PAYEE_IN_USE/)
  t.match((await send(`${path}/confirm`, {})).headers.location, /notice=withdrawal_confirmed/)
  t.match(readable((await visitor.get(`${path}?notice=withdrawal_confirmed`)).body), /已到账/)
  t.match((await send(`${path}/confirm`, {})).headers.location, /notice=WITHDRAWAL_STATE/)
  t.match(readable((await visitor.get('/account/earnings')).body), /已到账 ?¥1360\.00.*提现记录.*已到账/)
  t.match((await send('/account/earnings/payee/remove', {})).headers.location, /notice=payee_removed/)
  t.match(readable((await visitor.get('/account/earnings')).body), /第一次提现前填写/)
  t.match(
    (await visitor.get('/account')).body,
    /我的收益 · 可提现 ¥0\.00/,
    'all is paid out; the way to it stays',
  )

  await inShop((tx) => earnings.pausePayee(tx, customerId, { note: '核对身份', by: stf, at }))
  t.match(readable((await visitor.get('/account/earnings')).body), /店家暂停了提现，钱一分不少/)

  const english = await visitor.get(path, { headers: { cookie: 'mamapu-lang=en' } })
  t.ok(english.statusCode === 200 || english.statusCode === 303)
})
