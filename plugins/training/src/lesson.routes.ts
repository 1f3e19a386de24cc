import { asId, type Id, idPattern, must } from '@mamapu/kernel'
import type { AdminScreens, PluginContext, RouteResult } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { PAGE } from './lesson.pages.js'
import {
  countDone,
  countPeople,
  deleteLesson,
  findLesson,
  insertDone,
  insertLesson,
  LESSONS_MAX,
  listLessons,
  updateLesson,
} from './lesson.queries.js'
import { isFor, videoOf } from './lesson.rules.js'
import { LessonBody, route } from './lesson.settings.js'
import type { Lesson } from './lesson.types.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })
const Params = Type.Object({ id: Type.String({ pattern: idPattern('plg') }) })
const Done = Type.Object({ done: Type.Boolean() })
const Row = Type.Object({
  id: Type.String(),
  place: Type.Integer(),
  title: Type.String(),
  whom: Type.String(),
  minutes: Type.Integer(),
  state: Type.String(),
  people: Type.Integer(),
  page: Type.String(),
})

/** Marks a lesson as finished; it brings nothing and lets nobody in anywhere, so nothing is checked. */
const complete = route({
  audience: 'shopper',
  method: 'POST',
  path: '/lessons/:id/complete',
  summary: 'Mark a lesson as finished',
  params: Params,
  reply: Done,
  signedIn: true,
  form: { next: PAGE, done: 'notice.done' },
  async handle(ctx, { params }) {
    const { id: customerId } = must(ctx.customer, 'signed in')
    const lesson = await findLesson(ctx.tx, asId('plg', params.id))
    const plan = (await ctx.customers.find(customerId))?.plan ?? ''
    if (!lesson || !isFor(lesson, plan)) return { refused: 'TRAINING_NOT_FOUND' }
    await insertDone(ctx.tx, lesson.id, customerId, ctx.at)
    return { body: { done: true } }
  },
})

type Ctx = PluginContext<unknown>
type Read = { readonly lesson: Lesson } | Extract<RouteResult, { refused: string }>

/** A form as a lesson, its words checked; nothing is written. */
async function readBody(ctx: Ctx, id: Id<'plg'>, given: LessonBody): Promise<Read> {
  const { acknowledged = false, pictures: ids, ...body } = given
  const videoUrl = videoOf(body.videoUrl)
  if (videoUrl === null) return { refused: 'TRAINING_VIDEO' }
  if (body.body.trim() === '' && videoUrl === '' && ids.length === 0) return { refused: 'TRAINING_EMPTY' }
  const texts = { '/title': body.title, '/body': body.body }
  const { refusal } = await ctx.guard.check(texts, { place: 'lesson', acknowledged, subject: id })
  if (refusal) return refusal
  const found = await ctx.media.find(ids as Id<'med'>[])
  if (found.length < ids.length) return { refused: 'TRAINING_PICTURE' }
  const pictures = found.map(({ id: mediaId, picture }) => ({ ...picture, id: mediaId }))
  return { lesson: { ...body, id, videoUrl, pictures, title: body.title.trim() } }
}

const staffRoutes = [
  route({
    audience: 'staff',
    method: 'GET',
    path: '/lessons',
    summary: 'Lessons in their order, with how many people finished each',
    scope: 'marketing:read',
    reply: Type.Object({ items: Type.Array(Row) }),
    async handle({ tx }) {
      const people = await countDone(tx)
      const items = (await listLessons(tx)).map(({ id, place, title, whom, minutes, isShown }) => ({
        ...{ id, place, title, whom, minutes },
        state: isShown ? 'shown' : 'hidden',
        people: people.get(id) ?? 0,
        page: `/x/training/lesson?id=${id}`,
      }))
      return { body: { items } }
    },
  }),
  route({
    audience: 'staff',
    method: 'POST',
    path: '/lessons',
    summary: 'Write a lesson',
    scope: 'marketing:write',
    body: LessonBody,
    reply: Type.Object({ id: Type.String() }),
    async handle(ctx, { body }) {
      if ((await listLessons(ctx.tx)).length >= LESSONS_MAX) return { refused: 'TRAINING_TOO_MANY' }
      const read = await readBody(ctx, ctx.newId(), body)
      if ('refused' in read) return read
      await insertLesson(ctx.tx, read.lesson, ctx.at)
      return { status: 201, body: { id: read.lesson.id } }
    },
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/lessons/:id',
    summary: 'One lesson, as its form takes it',
    scope: 'marketing:read',
    params: Params,
    reply: Type.Object(LessonBody.properties),
    async handle({ tx }, { params }) {
      const lesson = await findLesson(tx, asId('plg', params.id))
      if (!lesson) return { refused: 'TRAINING_NOT_FOUND' }
      const { id: _, ...form } = lesson
      return { body: { ...form, pictures: lesson.pictures.map(({ id }) => id) } }
    },
  }),
  route({
    audience: 'staff',
    method: 'PUT',
    path: '/lessons/:id',
    summary: 'Save a lesson as a whole',
    scope: 'marketing:write',
    params: Params,
    body: LessonBody,
    reply: Done,
    async handle(ctx, { params, body }) {
      const id = asId('plg', params.id)
      if (!(await findLesson(ctx.tx, id))) return { refused: 'TRAINING_NOT_FOUND' }
      const read = await readBody(ctx, id, body)
      if ('refused' in read) return read
      await updateLesson(ctx.tx, read.lesson, ctx.at)
      return { body: { done: true } }
    },
  }),
  route({
    audience: 'staff',
    method: 'DELETE',
    path: '/lessons/:id',
    summary: 'Remove a lesson with what was finished of it',
    scope: 'marketing:write',
    params: Params,
    reply: Done,
    handle: async ({ tx }, { params }) =>
      (await deleteLesson(tx, asId('plg', params.id)))
        ? { body: { done: true } }
        : { refused: 'TRAINING_NOT_FOUND' },
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/figures',
    summary: 'Published lessons, people who finished any, and people who finished all',
    scope: 'marketing:read',
    reply: Type.Object({ lessons: Type.Integer(), some: Type.Integer(), all: Type.Integer() }),
    async handle({ tx }) {
      const lessons = (await listLessons(tx)).filter(({ isShown }) => isShown).length
      return { body: { lessons, ...(await countPeople(tx)) } }
    },
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/chart',
    summary: 'How many people finished each lesson',
    scope: 'marketing:read',
    reply: Type.Object({
      points: Type.Array(Type.Object({ lesson: Type.String(), people: Type.Integer() })),
    }),
    async handle({ tx }) {
      const people = await countDone(tx)
      const shown = (await listLessons(tx)).filter(({ isShown }) => isShown)
      return {
        body: { points: shown.map(({ id, title }) => ({ lesson: title, people: people.get(id) ?? 0 })) },
      }
    },
  }),
]

export const lessonRoutes = [complete, ...staffRoutes]

const figure = (name: string, zh: string, en: string) =>
  ({ name, title: words(zh, en), route: 'GET /figures', field: name, kind: 'count' }) as const

export const lessonScreens: AdminScreens = {
  figures: [
    figure('lessons', '已发布的课', 'Published lessons'),
    figure('some', '学过的人', 'People who finished any'),
    figure('all', '全部学完的人', 'People who finished all'),
  ],
  charts: [
    {
      name: 'people',
      title: words('每课学完的人数', 'People who finished each lesson'),
      route: 'GET /chart',
      kind: 'bar',
      x: 'lesson',
      y: 'people',
    },
  ],
  lists: [
    {
      name: 'lessons',
      title: words('课程', 'Lessons'),
      route: 'GET /lessons',
      columns: [
        { field: 'title', title: words('标题', 'Title'), kind: 'text' },
        {
          field: 'state',
          title: words('状态', 'State'),
          kind: 'state',
          options: { shown: words('已发布', 'Published'), hidden: words('草稿', 'Draft') },
        },
        { field: 'place', title: words('第几课', 'Place'), kind: 'count' },
        {
          field: 'whom',
          title: words('给谁看', 'For whom'),
          kind: 'choice',
          options: {
            everyone: words('所有人', 'Everybody'),
            distributors: words('分销员', 'Those who share'),
          },
        },
        { field: 'people', title: words('学完人数', 'Finished by'), kind: 'count' },
        { field: 'page', title: words('学员看到的', 'What they see'), kind: 'link' },
      ],
      rowActions: ['remove'],
      forms: ['add', 'edit'],
      empty: words(
        '还没有课。写一节三分钟的小课：怎么介绍商品、哪些话不能说、佣金怎么算。',
        'No lessons yet. Write one of three minutes: how to speak of the goods, what not to say, how commission works.',
      ),
    },
  ],
  forms: [
    { name: 'add', title: words('新建一课', 'Write a lesson'), route: 'POST /lessons' },
    {
      name: 'edit',
      title: words('修改', 'Change'),
      route: 'PUT /lessons/:id',
      load: 'GET /lessons/:id',
      showWhen: { state: ['shown', 'hidden'] },
    },
  ],
  actions: [
    {
      name: 'remove',
      title: words('删除', 'Remove'),
      route: 'DELETE /lessons/:id',
      confirm: words(
        '这一课和大家的学习记录会一起删除，不能恢复。',
        'The lesson and who finished it are removed for good.',
      ),
      isDangerous: true,
    },
  ],
}
