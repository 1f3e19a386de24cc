import { payments } from '@mamapu/core'
import { must } from '@mamapu/kernel'
import { openShop } from '@mamapu/testkit'
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
