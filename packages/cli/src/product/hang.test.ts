// Stands in for the command line when `HANGS` is set: the real start, with a plugin installed that may never return.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { plugins } from '@mamapu/core'
import { SECOND } from '@mamapu/kernel'
import type { Plugin, RuleInput } from '@mamapu/plugin-sdk'
import { addTestSku, calmMood, createTestDatabase, createTestStore, fixturePlugin } from '@mamapu/testkit'
import t from 'tap'
import { startWith } from '../commands/start.js'
import { freePort } from '../free-port.js'
import { workspace } from '../test-workspace.js'
import { Person } from './test-client.js'
import { until } from './test-process.js'

/** So many units of one thing and the rule goes round for ever. */
const FATAL = 7

/** Takes one yuan off every cart that it survives. */
function hangingPlugin(): plugins.PluginRegistry {
  const whole = fixturePlugin(calmMood()) as unknown as Plugin & {
    prices: { offers(input: RuleInput<never, never>): unknown }[]
  }
  const [price] = whole.prices
  const offers = (input: RuleInput<never, never>) => {
    while (input.cart.lines.some(({ quantity }) => quantity === FATAL));
    return price?.offers(input)
  }
  return plugins.loadPlugins([{ ...whole, prices: [{ ...price, offers }] } as unknown as Plugin])
}

async function tests(): Promise<void> {
  await t.test(
    'a rule that never returns ends the process; started again, the shop sells without it',
    async (t) => {
      const registry = hangingPlugin()
      const at = new Date()
      const { db, admin, adminUrl } = await createTestDatabase(t, { plugins: registry.migrations })
      const { storeId, slug } = await createTestStore(db, at)
      const { skuId } = await addTestSku(db, storeId, at, { priceFen: 1000, stock: 20 })
      const quiet = { info() {}, warn() {}, error() {}, debug() {} }
      const services = {
        sendMessage: async () => {},
        originOf: () => '',
        openPicture: async () => null,
        keysOf: () => Promise.reject(new Error('no shop')),
        pluginsOf: async () => null,
        regions: () => [],
        changeDelivery: async () => ({ changed: false as const, reason: 'no_order' as const }),
      }
      const host = plugins.createPluginHost({ db, log: quiet, registry, services })
      await plugins.switchPlugin(host, storeId, { pluginId: 'fixture', isOn: true, staffId: null, at })

      const [port, dataDir] = [await freePort(), t.testdir()]
      const { start, write } = workspace(t, {
        HANGS: '1',
        DATABASE_URL: adminUrl,
        DATA_DIR: dataDir,
        PORT: String(port),
        BIND: '127.0.0.1',
        DEMO: '0',
      })
      write('packages/cli/dist/main.js', `import(${JSON.stringify(import.meta.url)})`)
      const parent = start('start')
      t.teardown(() => parent.kill('SIGKILL'))
      let output = ''
      for (const stream of [parent.stdout, parent.stderr])
        stream?.on('data', (chunk) => (output += String(chunk)))
      const starts = () => output.split('Mamapu is ready').length - 1
      const said = () => `${output.slice(-2000)}`
      await until(() => starts() === 1, 30 * SECOND).catch(() => t.fail(said()))

      const shopper = new Person(port, `${slug}.localhost:${port}`)
      await shopper.post('/api/store/v1/session')
      const quote = (quantity: number) =>
        shopper.post('/api/store/v1/checkout/quote', { lines: [{ skuId, quantity }] })
      const total = async (quantity: number) => JSON.parse((await quote(quantity)).text).payable?.amount
      t.equal(await total(1), 900, 'the plugin is at work')
      const began = performance.now()
      await t.rejects(quote(FATAL), 'whoever met it gets no answer')
      await until(() => starts() === 2, 30 * SECOND).catch(() => t.fail(said()))
      t.comment(`sells again ${Math.round(performance.now() - began)} ms later`)
      t.match(output, /"pluginId":"fixture","hook":"price:off"/, 'it is said who held it')
      t.match(output, /starting again/, 'by the parent of npm start')
      t.notOk(existsSync(join(dataDir, 'cut-offs.jsonl')), 'what was written down has been read')
      t.match(
        [...(await admin`select plugin_id, hook, stays from plugin_breakers`)],
        [{ plugin_id: 'fixture', hook: 'price:off', stays: true }],
      )

      t.equal(await total(FATAL), 7000, 'the very cart that hung it')
      const placed = await shopper.post(
        '/api/store/v1/orders',
        {
          lines: [{ skuId, quantity: FATAL }],
          contact: { name: '林小满', phone: '13800001234', regionCode: '330106', street: '文三路 1 号' },
          seenTotal: { amount: 7000, currency: 'CNY' },
        },
        { headers: { 'idempotency-key': 'after-the-hang-0001' } },
      )
      t.equal(placed.status, 201, placed.text)
      t.equal((await shopper.get('/')).status, 200)
      t.equal(starts(), 2, 'and it was started again once')
      const ended = new Promise((resolve) => parent.once('exit', resolve))
      parent.kill('SIGTERM')
      t.equal(await ended, 0)
    },
  )
}

t.setTimeout(90 * SECOND)
if (process.env.HANGS) process.exit(await startWith(hangingPlugin()))
else await tests()
