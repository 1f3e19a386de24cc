import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CORE_MIGRATIONS, payments } from '@mamapu/core'
import { ROLES } from '@mamapu/db'
import { must, uuidOf } from '@mamapu/kernel'
import { createTestStore, openShop } from '@mamapu/testkit'
import t from 'tap'

t.setTimeout(60_000)

/** Each part of a shop's settings at its door: the path, the code of who came second, and what is sent on a version. */
const DOORS: readonly {
  readonly get: string
  readonly put?: string
  readonly code: string
  readonly send?: (seen: Record<string, unknown>) => object
}[] = [
  { get: '/earning-settings', code: 'EARNING_SETTINGS_CHANGED' },
  { get: '/payouts/settings', code: 'PAYOUT_SETTINGS_CHANGED' },
  { get: '/messages/setup', code: 'MESSAGE_SETTINGS_CHANGED' },
  { get: '/order-risk', code: 'ORDER_RISK_CHANGED' },
  {
    get: '/aftersale-settings',
    code: 'AFTERSALE_CONFLICT',
    send: ({ settings, addresses }) => ({ settings, addresses }),
  },
  {
    get: '/payment-accounts',
    put: '/payment-accounts/stripe',
    code: 'PAYMENT_ACCOUNT_CHANGED',
    send: () => ({
      isOn: false,
      values: { secretKey: `sk_test_${'a'.repeat(30)}`, webhookSecret: `whsec_${'b'.repeat(30)}` },
    }),
  },
]

const settingsAlone = ({ settings }: Record<string, unknown>) => ({ settings })

t.test('of two who save settings on one version, one does, and the other is told so', async (t) => {
  const shop = await openShop(t, {
    providers: ({ app, directory }) =>
      payments.realProviders(app, async (id) => must(await directory.byId(id), 'a shop').keys),
  })
  const owner = await shop.owner()
  for (const { get, put = get, code, send = settingsAlone } of DOORS) {
    const look = async () => {
      const { json } = await shop.console('GET', get, owner)
      const accounts = json.items as { provider: string }[] | undefined
      const one = accounts?.find(({ provider }) => put.endsWith(`/${provider}`)) ?? json
      return one as Record<string, unknown> & { version: number }
    }
    const seen = await look()
    t.equal(seen.version, 0, get)
    const save = (version: number) => shop.console('PUT', put, owner, { body: { version, ...send(seen) } })
    t.match((await save(1)).json, { code }, `${get}: nothing was ever set on that version`)
    for (const version of [0, 1]) {
      const both = await Promise.all([save(version), save(version)])
      t.same(both.map(({ status }) => (status < 300 ? 'saved' : status)).sort(), [409, 'saved'], get)
      t.equal(both.find(({ status }) => status === 409)?.json.code, code)
      t.equal((await look()).version, version + 1, 'and nothing was written twice')
    }
    t.equal((await save(0)).json.code, code, 'the first version is long gone')
  }
})

const migrations = readdirSync(CORE_MIGRATIONS.dir)
  .sort()
  .map((file) => ({ file, text: readFileSync(join(CORE_MIGRATIONS.dir, file), 'utf8') }))

/** A table that was before, as it was made. */
function oldTable(name: string): string {
  const made = new RegExp(`create table ${name} \\([\\s\\S]*?\\n\\);`)
  return must(migrations.map(({ text }) => made.exec(text)?.[0]).find(Boolean), name)
}

t.test('an upgrade keeps every shop’s settings, their versions and what is sealed', async (t) => {
  const { database, store, clock } = await openShop(t)
  const { admin, db } = database
  const at = clock.now()
  const tenants = [store, await createTestStore(db, at)].map(({ storeId }) => uuidOf(storeId))
  const upgrade = must(
    migrations.find(({ file }) => file.startsWith('0087_')),
    'the upgrade',
  ).text
  const old = ['payout', 'earning', 'message', 'aftersale', 'order_risk'].map((name) => `${name}_settings`)
  await admin.begin(async (tx) => {
    await tx.unsafe(`set local role ${ROLES.owner}`)
    await tx.unsafe('drop table versioned_settings, payment_account_tests')
    for (const name of [...old, 'payment_accounts'])
      await tx.unsafe(`${oldTable(name)} select tenant_table('${name}')`)
  })
  for (const [index, tenant] of tenants.entries()) {
    const n = index + 1
    const settings = JSON.stringify({ n })
    const secret = Buffer.from([n])
    await admin`insert into payout_settings values (${tenant}, ${settings}::text::jsonb, ${n}, ${at})`
    await admin`insert into earning_settings values (${tenant}, ${settings}::text::jsonb, ${n + 1}, ${at})`
    await admin`insert into message_settings values (${tenant}, ${settings}::text::jsonb, ${n + 2}, ${at})`
    await admin`
      insert into aftersale_settings values (${tenant}, ${settings}::text::jsonb, ${secret}, ${n + 3}, ${at})`
    await admin`insert into order_risk_settings values (${tenant}, ${settings}::text::jsonb)`
    await admin`
      insert into payment_accounts
      values (${tenant}, 'wechat', ${secret}, ${settings}::text::jsonb, ${n === 1}, ${n + 4}, ${at}, ${at}, 'no'),
             (${tenant}, 'stripe', ${secret}, '{}', false, 1, ${at}, null, '')`
  }
  await admin.begin(async (tx) => {
    await tx.unsafe(`set local role ${ROLES.owner}`)
    await tx.unsafe(upgrade)
  })
  const rows = await admin<{ tenant: string; row: string }[]>`
    select replace(tenant_id::text, '-', '') as tenant, concat_ws(' ', part, settings, encode(sealed, 'hex'), version) as row
      from versioned_settings order by part`
  for (const [index, tenant] of tenants.entries()) {
    const n = index + 1
    t.same(
      rows.filter((row) => row.tenant === tenant.replaceAll('-', '')).map(({ row }) => row),
      [
        `aftersale {"n": ${n}} 0${n} ${n + 3}`,
        `earnings {"n": ${n}} ${n + 1}`,
        `messages {"n": ${n}} ${n + 2}`,
        `order-risk {"n": ${n}} 1`,
        `payment-account.stripe {"isOn": false, "shown": {}} 0${n} 1`,
        `payment-account.wechat {"isOn": ${n === 1}, "shown": {"n": ${n}}} 0${n} ${n + 4}`,
        `payouts {"n": ${n}} ${n}`,
      ],
    )
  }
  const tests = await admin`select provider, version, fault from payment_account_tests order by version`
  t.same(
    [...tests],
    [5, 6].map((version) => ({ provider: 'wechat', version, fault: 'no' })),
  )
})
