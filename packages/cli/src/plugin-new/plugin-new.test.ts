// A new plugin from the first question to its price in the storefront, and what the check says once it is broken.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTestDatabase, testServerUrl } from '@mamapu/testkit'
import t from 'tap'
import { newNote, readNote, writeNote } from '../demo/seed/demo-note.js'
import { showSamples } from '../demo/seed/samples.js'
import { checkWholePlugin } from '../plugin-check/check-plugin.js'
import { checkConformance } from '../plugin-check/conformance.js'
import { readPlugin } from '../plugin-check/finding.js'
import { checkPage, isSound } from '../plugin-check/page.js'
import { checkLint, checkTypes } from '../plugin-check/tools.js'
import { writeList } from '../plugins/plugin-list.js'
import { installedPlugins } from '../product/installed-plugins.js'
import { serveProduct } from '../product/test-product.js'
import { openShop } from '../product/test-shop.js'
import { runTestFile } from '../testing/run-test-file.js'
import { workspaceRoot } from '../workspace.js'
import { askForPlugin } from './ask.js'
import { assertIdIsFree, assertIsTitle, createPlugin, readPrimitives, scopesOf } from './create-plugin.js'
import { PRIMITIVE_NAMES, withNeeds } from './primitives.js'
import { keepWanted, renamed } from './template.rules.js'
import { emptyTop, testPlugins } from './test-plugins.js'

t.setTimeout(240_000)
const plugins = testPlugins(t)

t.test('a template keeps what is wanted and leaves no trace of the rest', async (t) => {
  const text = 'a\nb // #quota\n// #slot,page\nc\nd // #page\n// #end\n{{e}} {{!-- #slot+quota --}}\n'
  t.equal(keepWanted(text, new Set()), 'a\n')
  t.equal(keepWanted(text, new Set(['slot'])), 'a\nc\n')
  t.equal(keepWanted(text, new Set(['page', 'quota'])), 'a\nb\nc\nd\n')
  t.equal(keepWanted(text, new Set(['slot', 'quota'])), 'a\nb\nc\n{{e}}\n')
  t.equal(
    renamed('my-mechanic my_mechanic_x myMechanicY MyMechanicZ 我的玩法', {
      id: 'price-cut-2',
      titleZh: '直降',
      titleEn: 'Cut',
    }),
    'price-cut-2 price_cut_2_x priceCut2Y PriceCut2Z 直降',
  )
})

t.test(
  'what cannot be is refused in a line, and a step that fails leaves everything as it was',
  async (t) => {
    for (const id of ['A', 'a', '-ab', 'ab-', 'a--b', 'x'.repeat(32), '拼团', '../up'])
      t.throws(() => assertIdIsFree(id), { code: 'PLUGIN_ID' }, id)
    for (const id of ['class', 'price', 'campaigns', 'new', 'eval', 'examples', 'dist'])
      t.throws(() => assertIdIsFree(id), { code: 'PLUGIN_ID', message: /换一个/ }, id)
    for (const id of ['points-grants', 'coupons-held'])
      t.throws(() => assertIdIsFree(id), { code: 'PLUGIN_ID', message: /_by_/ }, id)
    for (const id of ['flash', 'points-more']) t.doesNotThrow(() => assertIdIsFree(id), id)
    for (const id of ['flash-sale', 'milk-fund'])
      t.throws(() => assertIdIsFree(id), { code: 'PLUGIN_THERE' }, id)
    for (const title of ['', ' a', 'a\u200bb', 'a\u202eb', "it's", '=1+1', '字'.repeat(25)])
      t.throws(() => assertIsTitle(title), { code: 'PLUGIN_TITLE' }, title)
    t.throws(() => readPrimitives('slot,carrot'), { code: 'PRIMITIVE_UNKNOWN', message: /carrot/ })
    t.same(readPrimitives('slot， page'), ['slot', 'page'])
    t.same([...withNeeds(readPrimitives('job'))].sort(), ['campaign', 'event', 'job', 'price', 'table'])

    const plugin = await askForPlugin({ id: 'price-cut' }, null)
    t.match(plugin.names, { titleZh: '限时直降', titleEn: 'Price cut' }, 'Enter all the way')
    const place = emptyTop(t)
    const all = () =>
      readdirSync(place.root)
        .filter((name) => name.includes('.'))
        .map((name) => readFileSync(join(place.root, name), 'utf8'))
    const before = all()
    const was = process.env.MAMAPU_PNPM
    process.env.MAMAPU_PNPM = JSON.stringify([
      process.execPath,
      '-e',
      'console.error("no network"); process.exit(1)',
    ])
    t.throws(() => createPlugin(plugin, () => {}, place), { code: 'PLUGIN_NOT_MADE', message: /no network/ })
    if (was === undefined) delete process.env.MAMAPU_PNPM
    else process.env.MAMAPU_PNPM = was
    t.same(all(), before)
    t.same(readdirSync(join(place.root, 'plugins')), [])
  },
)

/** How often the compiler puts one type into another to check a plugin: what its time goes with, on any machine. */
function compilerSteps(id: string): number {
  const compiler = join(workspaceRoot, 'node_modules', 'typescript', 'bin', 'tsc')
  const memory = join(workspaceRoot, plugins.folderOf(id), 'dist', '.steps')
  const args = ['-p', plugins.folderOf(id), '--noEmit', '--tsBuildInfoFile', memory, '--extendedDiagnostics']
  const { stdout } = spawnSync(process.execPath, [compiler, ...args], {
    cwd: workspaceRoot,
    encoding: 'utf8',
  })
  return Number(/^Instantiations:\s+(\d+)/m.exec(stdout)?.[1])
}

/** What a plugin's own test says when it fails. */
async function behaviourOf(id: string): Promise<readonly string[]> {
  const file = `${plugins.folderOf(id)}/src/${id}.test.ts`
  const { counts, output } = await runTestFile(file, process.env, new AbortController().signal)
  return counts.failed === 0 ? [] : [output.slice(-3000)]
}

t.test('everything and the smallest pass all checks, and a price is seen in the storefront', async (t) => {
  process.env.TEST_DATABASE_URL ??= await testServerUrl()
  plugins.make('big-cut', PRIMITIVE_NAMES)
  plugins.make('small-cut', [])
  t.notOk(
    existsSync(join(workspaceRoot, plugins.folderOf('small-cut'), 'blocks')),
    'no trace of what is not wanted',
  )
  const small = readPlugin(workspaceRoot, plugins.folderOf('small-cut'))
  t.same(checkTypes(small), [])
  // Each waits for the database most of the time.
  const ofSmall = [checkConformance(small, 'small-cut'), behaviourOf('small-cut')] as const
  const parts = await checkWholePlugin(workspaceRoot, plugins.folderOf('big-cut'))
  t.ok(isSound(parts), checkPage('big-cut', parts))
  t.same(await behaviourOf('big-cut'), [])
  t.ok(compilerSteps('big-cut') < 300_000, 'types that are guessed from values cost a million steps each')
  t.same(await Promise.all(ofSmall), [[], []])

  const scopes = scopesOf(withNeeds(PRIMITIVE_NAMES))
  writeList(plugins.place, [
    {
      from: 'plugins/coupons',
      scopes: ['quotas:take', 'quotas:read', 'orders:read', 'customers:read', 'messages:send'],
    },
    { from: plugins.folderOf('big-cut'), scopes },
  ])
  // The scaffold's sample is for the demo's toys; this shop has milk.
  const sample = { shop: 'anna', campaign: { label: '牛奶九折', config: {}, categories: ['milk'], days: 2 } }
  plugins.write('big-cut', 'demo/sample.json', JSON.stringify(sample))
  const registry = await installedPlugins(plugins.place)
  const database = await createTestDatabase(t, { plugins: registry.migrations })
  const served = await serveProduct(t, database.adminUrl, registry)
  const shop = await openShop(served, database, { slug: 'anna', mark: '安娜', phone: '13800000001' })
  await database.admin`
    insert into product_categories (tenant_id, product_id, category_id)
    select c.tenant_id, p.id, c.id from categories c join products p on p.tenant_id = c.tenant_id`.catch(
    () => {},
  )
  const { dataDir } = served.product.app
  const note = newNote('2026-03-04', 0, ['anna'])
  const merchant = { ...note.people.merchant, staffId: shop.ownerId as never }
  writeNote(dataDir, {
    ...note,
    people: { ...note.people, merchant },
    shops: { anna: { storeId: shop.storeId, isDone: true } },
  })
  const told: string[] = []
  const priceOf = async () => {
    const { text } = await shop.shopper.get(`/p/${shop.productSlug}`)
    return { isReduced: /8<small>\.91|8\.91/.test(text), isTold: /牛奶九折/.test(text) }
  }
  t.match(await priceOf(), { isReduced: false, isTold: false })
  await showSamples(served.product, (line) => told.push(line), plugins.place)
  t.match(told, [/✓ big-cut/])
  t.match(await priceOf(), { isReduced: true, isTold: true })
  t.same(readNote(dataDir)?.samples, ['big-cut'])
  await shop.owner.ask('PUT', `/api/admin/v1/stores/${shop.storeId}/plugins/big-cut/switch`, {
    json: { isOn: false },
  })
  await served.product.directory.refresh(shop.storeId)
  await showSamples(served.product, (line) => told.push(line), plugins.place)
  t.equal(told.length, 1, 'once: what the merchant did stays')
  t.match(await priceOf(), { isReduced: false })
})

t.test('types, lint and conformance of a plugin that is broken now', async (t) => {
  const folder = plugins.folderOf('small-cut')
  const read = () => readPlugin(workspaceRoot, folder)
  plugins.write('small-cut', 'src/odd.ts', "export const odd: any = 1\nexport const even: number = 'two'\n")
  t.match(checkTypes(read()), [{ where: `${folder}/src/odd.ts:2`, words: { en: /TS2322/ } }])
  t.match(checkLint(read()), [{ where: `${folder}/src/odd.ts:1`, words: { en: /noExplicitAny/ } }])
  plugins.write('small-cut', 'src/odd.ts', 'export const odd = 1\n')
  const rule = 'src/small-cut.price.ts'
  const impure = (read().files.get(rule) ?? '').replace(
    '\n    priority,',
    '\n    priority: priority + Math.trunc(Math.random() * 9),',
  )
  plugins.write('small-cut', rule, impure)
  t.same(checkTypes(read()), [])
  const told = await checkConformance(read(), 'small-cut')
  t.ok(
    told.some(({ words }) => /same input/.test(words.en)),
    told.map(({ words }) => words.en).join('; '),
  )
  t.ok(told.every(({ where }) => where === `${folder}/src/contract.test.ts:1`))
  plugins.write('small-cut', 'dist/contract.test.js', "import t from 'tap'\nt.pass('another conforms')\n")
  t.match(await checkConformance(read(), 'small-cut'), [
    { words: { en: /does not run the conformance suite/ } },
  ])
})
