import { uuidOf } from '@mamapu/kernel'
import { openShop, type TestCustomer } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import plugin from './index.js'
import { isFor, passagesOf, progressOf, videoOf } from './lesson.rules.js'

const at = new Date('2026-03-04T02:00:00Z')
const BASE = '/x/training/lessons'

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [plugin], at })
  const owner = await shop.owner()
  const body = (more: object = {}) => ({
    ...{ title: '怎么选尺码', body: '尺码偏大', videoUrl: '', pictures: [], minutes: 3, place: 1 },
    ...{ whom: 'everyone', isShown: true },
    ...more,
  })
  const post = (more?: object) => shop.console('POST', BASE, owner, { body: body(more) })
  const page = async (name: string, who: TestCustomer | null, query = {}) => {
    const result = await shop.page(name, who, query)
    return (result.found ? result.data : {}) as Record<string, unknown> & {
      lessons: { title: string; isDone: boolean }[]
    }
  }
  const complete = (id: unknown, who: TestCustomer) =>
    shop.shop('POST', `/api/store/v1${BASE}/${id}/complete`, who)
  const distributor = await shop.customer()
  await shop.database
    .admin`update customers set plan = 'distributor:gold' where id = ${uuidOf(distributor.id)}`
  return { shop, owner, body, post, page, complete, distributor }
}

t.test(
  'lessons stand in their order for whom they are; finishing counts once, and is undone by nothing',
  async (t) => {
    const { shop, owner, post, page, complete, distributor } = await open(t)
    const second = (await post({ title: '第二课', place: 2 })).json.id
    const first = (await post({ title: '第一课', place: 1, whom: 'distributors' })).json.id
    await post({ title: '草稿', place: 3, isShown: false })
    const shopper = await shop.customer()

    const mine = await page('lessons', distributor)
    t.match(mine, { done: 0, total: 2, lessons: [{ title: '第一课' }, { title: '第二课' }] })
    t.match(await page('lessons', shopper), { total: 1, lessons: [{ title: '第二课' }] })
    t.match(await page('lessons', null), { total: 1, isGuest: true })
    t.match(
      await page('lesson', shopper, { id: String(first) }),
      { isFound: false },
      'not by its address either',
    )
    t.match(await page('lesson', distributor, { id: String(first) }), { isFound: true, nextTitle: '第二课' })

    t.equal((await complete(first, distributor)).status, 200)
    t.equal((await complete(first, distributor)).status, 200)
    t.match(await page('lessons', distributor), {
      done: 1,
      percent: 50,
      lessons: [{ isDone: true }, { isDone: false }],
    })
    t.match(await complete(first, shopper), { status: 404, json: { code: 'TRAINING_NOT_FOUND' } })
    await complete(second, distributor)
    await complete(second, shopper)

    const figures = (await shop.console('GET', '/x/training/figures', owner)).json
    t.same(figures, { lessons: 2, some: 2, all: 1 })
    const { points } = (await shop.console('GET', '/x/training/chart', owner)).json
    t.same(points, [
      { lesson: '第一课', people: 1 },
      { lesson: '第二课', people: 2 },
    ])
    t.equal((await shop.console('DELETE', `${BASE}/${first}`, owner)).status, 200)
    t.match(await page('lessons', distributor), { done: 1, total: 1, percent: 100 })
  },
)

t.test('without script a form finishes a lesson and leads back', async (t) => {
  const { shop, post, distributor } = await open(t)
  const { id } = (await post()).json
  const answer = await shop.shop('POST', `${BASE}/${id}/complete`, distributor, { form: {} })
  t.match(answer, {
    status: 303,
    headers: { location: /^\/x\/training\/lessons\?notice=training\.notice\.done/ },
  })
})

t.test('a lesson may tell what not to say, and says none of it itself', async (t) => {
  const { shop, owner, body, post } = await open(t)
  const picture = await shop.picture()
  const refused: readonly (readonly [object, string])[] = [
    [{ body: '跟着做，月入过万' }, 'TEXT_FORBIDDEN'],
    [{ body: '邀请 10 位妈妈升级金牌' }, 'TEXT_FORBIDDEN'],
    [{ title: '全网第一的课' }, 'TEXT_UNACKNOWLEDGED'],
    [{ body: ' ' }, 'TRAINING_EMPTY'],
    [{ videoUrl: 'http://video.example/1' }, 'TRAINING_VIDEO'],
    [{ videoUrl: 'javascript:alert(1)' }, 'TRAINING_VIDEO'],
    [{ pictures: [`med_${'0'.repeat(32)}`] }, 'TRAINING_PICTURE'],
  ]
  for (const [more, code] of refused) {
    const answer = await post(more)
    t.match(answer, { status: 422, json: { code } }, `${code} ${answer.text}`)
  }
  t.same((await shop.console('GET', BASE, owner)).json.items, [])
  const told = await post({ title: '哪些话不能说', body: '不要说“躺赚”“月入过万”。' })
  t.equal(told.status, 201, told.text)
  const put = body({ title: '改过', body: '', pictures: [picture.id], videoUrl: 'https://video.example/1' })
  t.equal((await shop.console('PUT', `${BASE}/${told.json.id}`, owner, { body: put })).status, 200)
  const loaded = await shop.console('GET', `${BASE}/${told.json.id}`, owner)
  t.match(loaded.json, { title: '改过', pictures: [picture.id], videoUrl: 'https://video.example/1' })
})

t.test('pure rules', async (t) => {
  t.same(passagesOf('# 先说面料\n\nA 类纯棉\n- 偏大\n- 买小一码\n\n最后'), [
    { kind: 'heading', text: '先说面料' },
    { kind: 'text', text: 'A 类纯棉' },
    { kind: 'list', items: ['偏大', '买小一码'] },
    { kind: 'text', text: '最后' },
  ])
  t.same(passagesOf(' \n\n'), [])
  t.notOk(isFor({ whom: 'distributors', isShown: true }, 'member'))
  t.ok(isFor({ whom: 'distributors', isShown: true }, 'distributor:gold'))
  t.notOk(isFor({ whom: 'everyone', isShown: false }, ''))
  t.equal(progressOf([], new Set()).percent, 0)
  t.equal(
    progressOf([{ id: 'plg_1' }, { id: 'plg_2' }, { id: 'plg_3' }], new Set(['plg_1', 'plg_2'])).percent,
    66,
  )
  t.equal(videoOf('https://user@video.example/'), null)
  t.equal(videoOf(' '), '')
})
