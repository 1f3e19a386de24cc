import { type CustomerId, type Id, idOf, uuidOf } from '@mamapu/kernel'
import type { TenantTx, TransactionSql } from '@mamapu/plugin-sdk'
import type { Lesson, LessonPicture, Whom } from './lesson.types.js'

/** Lessons of one shop. */
export const LESSONS_MAX = 100

export interface LessonRow {
  id: string
  title: string
  body: string
  video_url: string
  pictures: readonly LessonPicture[]
  minutes: number
  place: number
  whom: Whom
  is_shown: boolean
}

const lessonOf = ({ id, video_url, is_shown, ...row }: LessonRow): Lesson => ({
  ...row,
  id: idOf('plg', id),
  videoUrl: video_url,
  isShown: is_shown,
})

/** All lessons in their order. */
export async function listLessons(tx: TenantTx): Promise<Lesson[]> {
  const rows = await tx.sql<LessonRow[]>`
    select id, title, body, video_url, pictures, minutes, place, whom, is_shown from training_lessons
     where tenant_id = ${tx.tenantId} order by place, id limit ${LESSONS_MAX}`
  return rows.map(lessonOf)
}

export async function findLesson(tx: TenantTx, id: Id<'plg'>): Promise<Lesson | null> {
  const [row] = await tx.sql<LessonRow[]>`
    select id, title, body, video_url, pictures, minutes, place, whom, is_shown from training_lessons
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return row ? lessonOf(row) : null
}

export async function insertLesson(tx: TenantTx, lesson: Lesson, at: Date): Promise<void> {
  await tx.sql`
    insert into training_lessons (tenant_id, id, title, body, video_url, pictures, minutes, place, whom, is_shown, created_at, updated_at)
    values (${tx.tenantId}, ${uuidOf(lesson.id)}, ${lesson.title}, ${lesson.body}, ${lesson.videoUrl},
            ${JSON.stringify(lesson.pictures)}::text::jsonb, ${lesson.minutes}, ${lesson.place}, ${lesson.whom},
            ${lesson.isShown}, ${at}, ${at})`
}

/** False when there is none. */
export async function updateLesson(tx: TenantTx, lesson: Lesson, at: Date): Promise<boolean> {
  const rows = await tx.sql`
    update training_lessons
       set title = ${lesson.title}, body = ${lesson.body}, video_url = ${lesson.videoUrl},
           pictures = ${JSON.stringify(lesson.pictures)}::text::jsonb, minutes = ${lesson.minutes}, place = ${lesson.place},
           whom = ${lesson.whom}, is_shown = ${lesson.isShown}, updated_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(lesson.id)} returning 1`
  return rows.length === 1
}

/** With what was finished of it. False when there is none. */
export async function deleteLesson(tx: TenantTx, id: Id<'plg'>): Promise<boolean> {
  const rows = await tx.sql`
    delete from training_lessons where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} returning 1`
  return rows.length === 1
}

/** Finished again, it stays as it was finished first. */
export async function insertDone(
  tx: TenantTx,
  lessonId: Id<'plg'>,
  customerId: CustomerId,
  at: Date,
): Promise<void> {
  await tx.sql`
    insert into training_done (tenant_id, lesson_id, customer_id, done_at)
    values (${tx.tenantId}, ${uuidOf(lessonId)}, ${uuidOf(customerId)}, ${at})
    on conflict (tenant_id, lesson_id, customer_id) do nothing`
}

/** The lessons somebody finished. */
export async function listDone(tx: TenantTx, customerId: CustomerId): Promise<ReadonlySet<string>> {
  const rows = await tx.sql<{ lesson_id: string }[]>`
    select lesson_id from training_done
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} limit ${LESSONS_MAX}`
  return new Set(rows.map(({ lesson_id }) => idOf('plg', lesson_id)))
}

/** How many people finished each lesson. */
export async function countDone(tx: TenantTx): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.sql<{ lesson_id: string; people: number }[]>`
    select lesson_id, count(*)::int as people from training_done
     where tenant_id = ${tx.tenantId} group by lesson_id limit ${LESSONS_MAX}`
  return new Map(rows.map(({ lesson_id, people }) => [idOf('plg', lesson_id), people]))
}

export interface ProgressRow {
  id: string
  whom: Whom
  is_done: boolean
}

/** The lessons that are published, and whether this customer finished them. */
export function progressQuery(sql: TransactionSql, tenantId: string, customerId: string) {
  return sql<ProgressRow[]>`
    select l.id, l.whom,
           exists (select from training_done d
                    where d.tenant_id = ${tenantId} and d.lesson_id = l.id and d.customer_id = ${customerId}) as is_done
      from training_lessons l
     where l.tenant_id = ${tenantId} and l.is_shown order by l.place, l.id limit ${LESSONS_MAX}`
}

/** People who finished anything, and those who finished every published lesson there is. */
export async function countPeople(tx: TenantTx): Promise<{ some: number; all: number }> {
  const [row] = await tx.sql<{ some: number; all: number }[]>`
    with shown as (
      select count(*) as lessons from training_lessons where tenant_id = ${tx.tenantId} and is_shown
    ), people as (
      select d.customer_id, count(*) filter (where l.is_shown) as lessons
        from training_done d
        join training_lessons l on l.tenant_id = ${tx.tenantId} and l.id = d.lesson_id
       where d.tenant_id = ${tx.tenantId} group by d.customer_id
    )
    select count(*)::int as some,
           (count(*) filter (where people.lessons = shown.lessons and shown.lessons > 0))::int as all
      from people, shown limit 1`
  return { some: row?.some ?? 0, all: row?.all ?? 0 }
}
