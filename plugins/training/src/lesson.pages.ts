import { parseId } from '@mamapu/kernel'
import { coreFacts, type PluginContext } from '@mamapu/plugin-sdk'
import { progressFact } from './lesson.facts.js'
import { findLesson, listDone, listLessons } from './lesson.queries.js'
import { isFor, passagesOf, progressOf } from './lesson.rules.js'
import { page, slot } from './lesson.settings.js'
import type { Lesson } from './lesson.types.js'

/** Where lessons are; other mechanics lead here when this one is on. */
export const PAGE = '/x/training/lessons'
const NOBODY: ReadonlySet<string> = new Set()

const pathOf = ({ id }: Pick<Lesson, 'id'>) => `/x/training/lesson?id=${id}`

/** What this person may read, in its order, and what of it is finished. */
async function lessonsOf(ctx: PluginContext) {
  const { tx, customer } = ctx
  const plan = customer ? ((await ctx.customers.find(customer.id))?.plan ?? '') : ''
  const lessons = (await listLessons(tx)).filter((lesson) => isFor(lesson, plan))
  const done = customer ? await listDone(tx, customer.id) : NOBODY
  return { lessons, done, plan }
}

export const lessonsPage = page({
  name: 'lessons',
  title: { 'zh-CN': '学习园地', en: 'Lessons' },
  block: 'lessons',
  async data(ctx) {
    const { lessons, done } = await lessonsOf(ctx)
    return {
      ...progressOf(lessons, done),
      isGuest: ctx.customer === null,
      path: PAGE,
      lessons: lessons.map((lesson, at) => ({
        number: at + 1,
        title: lesson.title,
        minutes: lesson.minutes,
        hasVideo: lesson.videoUrl !== '',
        isDone: done.has(lesson.id),
        url: pathOf(lesson),
      })),
    }
  },
})

export const lessonPage = page({
  name: 'lesson',
  title: { 'zh-CN': '学习园地', en: 'Lessons' },
  block: 'lesson',
  async data(ctx, { query }) {
    const { lessons, done, plan } = await lessonsOf(ctx)
    const id = parseId('plg', query.id ?? '')
    const lesson = id && (await findLesson(ctx.tx, id))
    if (!lesson || !isFor(lesson, plan)) return { isFound: false, all: PAGE }
    const next = lessons[lessons.findIndex((one) => one.id === lesson.id) + 1]
    return {
      isFound: true,
      all: PAGE,
      id: lesson.id,
      title: lesson.title,
      minutes: lesson.minutes,
      videoUrl: lesson.videoUrl,
      passages: passagesOf(lesson.body),
      pictures: lesson.pictures,
      isDone: done.has(lesson.id),
      isGuest: ctx.customer === null,
      path: pathOf(lesson),
      nextUrl: next ? pathOf(next) : '',
      nextTitle: next?.title ?? '',
    }
  },
})

/** In the account, for whom there is something to learn. */
export const accountLink = slot({
  slot: 'account.links',
  block: 'link',
  facts: { progress: progressFact, plan: coreFacts.plan },
  personal: true,
  data({ facts: { progress, plan }, settings }) {
    const mine = progress.filter(({ whom }) => isFor({ whom, isShown: true }, plan))
    if (!settings.inAccount || mine.length === 0) return null
    return { url: PAGE, done: mine.filter(({ is_done }) => is_done).length, total: mine.length }
  },
})
